import { useSession } from '../api/session.tsx'
import { ButtonLink, Empty, Failure, Page, Panel, Skeleton, Tag, To, useDays } from '../blocks/index.ts'
import { useRegister } from '../registers/declared.ts'
import { useText } from '../texts.ts'
import { newSetAddress, useOwnSets, useWaiting } from './data.ts'
import { openDeskTexts } from './texts.ts'

/** The data sets of one's own organisation, each with the way to its versions. */
function Own() {
  const t = useText(openDeskTexts)
  const { data, error } = useOwnSets()
  if (error) return <Failure error={error} />
  return (
    <ul className="lines-list">
      {data?.items.map(({ id, title, state }) => (
        <li key={id} className="row row-between">
          <To to={`/desk/open/${id}`}>{String(title)}</To>
          <Tag tone={state === 'published' ? 'good' : 'plain'}>{t[state as 'published' | 'draft' | 'ended']}</Tag>
        </li>
      ))}
    </ul>
  )
}

/** Where open data begins at the desk: what waits for approval, and the way to the data sets. */
export function OpenDesk() {
  const t = useText(openDeskTexts)
  const days = useDays()
  const { actor } = useSession()
  const sets = useRegister('open.data-set')
  const { data, error, refetch } = useWaiting()
  return (
    <Page title={t.title} lead={t.lead}>
      <Panel title={t.waiting}>
        {error && <Failure error={error} retry={() => void refetch()} />}
        {!data && !error && <Skeleton lines={3} />}
        {data && data.items.length === 0 && <Empty icon="done">{t.nothingWaiting}</Empty>}
        <ul className="lines-list">
          {data?.items.map(({ id, dataSet, title, madeByName, made }) => (
            <li key={id} className="row row-between">
              <To to={`/desk/open/${dataSet}`}>{title}</To>
              <span className="small soft">
                {t.by(madeByName)} {days.moment(made)}
              </span>
            </li>
          ))}
        </ul>
      </Panel>
      <Panel title={t.mine} lead={t.mineLead}>
        <div className="stack">
          <Own />
          <div className="row">
            {sets?.acts.includes('add') && (
              <ButtonLink to={newSetAddress(actor)} look="primary" icon="add">
                {t.add}
              </ButtonLink>
            )}
            <ButtonLink to="/desk/registers/open.data-set">{t.toList}</ButtonLink>
          </div>
        </div>
      </Panel>
    </Page>
  )
}
