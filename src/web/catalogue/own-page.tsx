import { Link, useSearchParams } from 'react-router'
import { request } from '../api/request.ts'
import { Button, ButtonLink, Empty, Failure, Page, Skeleton, Table, Tabs, useSay, type Column } from '../blocks/index.ts'
import { AskedCases } from '../cases/asked-cases.tsx'
import { useText } from '../texts.ts'
import { useAct, useDrafts, type Entry } from './catalogue-data.ts'
import { ShareTag } from './lights.tsx'
import { catalogueTexts } from './texts.ts'

function Drafts() {
  const t = useText(catalogueTexts)
  const say = useSay()
  const { data, error, refetch } = useDrafts()
  const publish = useAct(async (ids: readonly string[]) => {
    for (const id of ids) await request('POST', `/api/catalogue/${id}/state`, { state: 'published' })
  })
  const run = (ids: readonly string[]) => publish.mutate(ids, { onSuccess: () => say(t.publishedNow) })
  const columns: Column<Entry>[] = [
    {
      key: 'name',
      label: t.resource,
      title: true,
      cell: ({ id, name }) => <Link to={`/desk/registers/catalogue.resource/${id}`}>{name}</Link>,
    },
    { key: 'provider', label: t.provider, cell: ({ provider }) => (provider === null ? t.noProvider : data?.titles[provider]) },
    { key: 'share', label: t.share, cell: ({ share }) => <ShareTag share={share} /> },
    { key: 'code', label: t.code, cell: ({ code }) => <span className="number">{code}</span> },
    ...(data?.publishes
      ? [
          {
            key: 'publish',
            label: t.publish,
            cell: ({ id, name }: Entry) => (
              <Button small busy={publish.isPending} aria-label={`${t.publish} ${name}`} onClick={() => run([id])}>
                {t.publish}
              </Button>
            ),
          },
        ]
      : []),
  ]
  if (error) return <Failure error={error} retry={() => void refetch()} />
  if (!data) return <Skeleton shape="table" lines={3} />
  if (data.items.length === 0) return <Empty icon="done">{t.noDrafts}</Empty>
  return (
    <div className="stack">
      <p className="soft">{t.draftsLead}</p>
      {publish.error && <Failure error={publish.error} />}
      {data.publishes && data.items.length > 1 && (
        <div className="row">
          <Button look="primary" busy={publish.isPending} onClick={() => run(data.items.map(({ id }) => id))}>
            {t.publishAll}
          </Button>
        </div>
      )}
      <Table label={t.drafts} columns={columns} rows={data.items} keyOf={({ id }) => id} />
    </div>
  )
}

const parts = ['asked', 'drafts'] as const

/** What one's own organisation asked for, and entries not yet published; requests to be answered are in the inbox. */
export function OwnPage() {
  const t = useText(catalogueTexts)
  const [params, setParams] = useSearchParams()
  const open = parts.find((one) => one === params.get('part')) ?? 'asked'
  const drafts = useDrafts().data?.items.length
  return (
    <Page
      title={t.mine}
      up={{ to: '/desk/catalogue', label: t.catalogue }}
      actions={
        <ButtonLink to="/desk/catalogue/inventory" icon="upload">
          {t.inventory}
        </ButtonLink>
      }
    >
      <Tabs
        label={t.mine}
        tabs={[
          { key: 'asked', label: t.asked },
          { key: 'drafts', label: t.drafts, ...(drafts ? { count: drafts } : {}) },
        ]}
        open={open}
        onOpen={(part) => setParams({ part }, { replace: true })}
      >
        {open === 'drafts' ? <Drafts /> : <AskedCases />}
      </Tabs>
    </Page>
  )
}
