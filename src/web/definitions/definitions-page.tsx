import { Link } from 'react-router'
import { useSession } from '../api/session.tsx'
import { Empty, Failure, Notice, Page, Section, Skeleton, Table, Tag, useDays, type Column, type Tone } from '../blocks/index.ts'
import { useRegister } from '../registers/declared.ts'
import { useText } from '../texts.ts'
import { BeginForm } from './begin-form.tsx'
import { useDefinitions, type DefinitionState, type Listed, type ListedVersion } from './data.ts'
import './definitions.css'
import { definitionTexts } from './texts.ts'

const tones: Record<DefinitionState, Tone | 'plain'> = {
  draft: 'plain',
  asked: 'warn',
  accepted: 'info',
  applying: 'info',
  force: 'good',
  replaced: 'plain',
  refused: 'bad',
  failed: 'bad',
  withdrawn: 'plain',
}

/** Where a version stands, in a word. */
export function StateTag({ state }: { state: DefinitionState }) {
  const t = useText(definitionTexts)
  return <Tag tone={tones[state]}>{t[state]}</Tag>
}

function Versions({ title, rows }: { title: string; rows: readonly ListedVersion[] }) {
  const t = useText(definitionTexts)
  const days = useDays()
  const columns: Column<ListedVersion>[] = [
    { key: 'label', label: t.label, title: true, cell: (one) => <Link to={`/desk/definitions/${one.id}`}>{one.label}</Link> },
    { key: 'version', label: t.version(0).replace('0', '').trim(), cell: (one) => t.version(one.version) },
    { key: 'kind', label: t.what, cell: (one) => t[one.kind] },
    { key: 'state', label: t.state, cell: (one) => <StateTag state={one.state} /> },
    { key: 'who', label: t.who, cell: (one) => one.authorName },
    { key: 'when', label: t.when, cell: (one) => days.moment(one.applied ?? one.asked ?? one.saved) },
  ]
  return (
    <Section title={title}>
      {rows.length === 0 ? <Empty>{t.none}</Empty> : <Table label={title} columns={columns} rows={rows} keyOf={({ id }) => id} />}
    </Section>
  )
}

/** Adjustments that a newer version of the platform has no place for. */
function Unfit({ unfit }: Pick<Listed, 'unfit'>) {
  const t = useText(definitionTexts)
  if (unfit.length === 0) return null
  return (
    <Notice tone="warn" title={t.unfit}>
      <ul>
        {unfit.map(({ name, version, problems }) => (
          <li key={name}>
            <UnfitName name={name} version={version} />
            <ul>
              {problems.map(({ path, message }) => (
                <li key={path + message}>{message}</li>
              ))}
            </ul>
          </li>
        ))}
      </ul>
    </Notice>
  )
}

function UnfitName({ name, version }: { name: string; version: number }) {
  const t = useText(definitionTexts)
  const register = useRegister(name)
  return <>{t.unfitOf(register?.label ?? name, version)}</>
}

const underWay: ReadonlySet<DefinitionState> = new Set(['draft', 'asked', 'accepted', 'applying', 'failed'])

/** Registers and overlays of the city's own: what is on its way, what is in force, where one begins. */
export function Definitions() {
  const t = useText(definitionTexts)
  const { actor } = useSession()
  const { data, error, refetch } = useDefinitions()
  const items = data?.items ?? []
  return (
    <Page title={t.definitions} lead={t.lead}>
      {error && <Failure error={error} retry={() => void refetch()} />}
      {!data && !error && <Skeleton shape="table" lines={6} />}
      {data && (
        <div className="stack">
          <Unfit unfit={data.unfit} />
          {actor?.roles.includes('definitions.steward') && <BeginForm templates={data.templates} />}
          <Versions title={t.underWay} rows={items.filter(({ state }) => underWay.has(state))} />
          <Versions title={t.inForce} rows={items.filter(({ state }) => state === 'force')} />
          {items.some(({ state }) => state === 'refused' || state === 'withdrawn') && (
            <Versions title={t.ended} rows={items.filter(({ state }) => state === 'refused' || state === 'withdrawn')} />
          )}
        </div>
      )}
    </Page>
  )
}
