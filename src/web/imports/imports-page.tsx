import { Link, useNavigate, useParams } from 'react-router'
import { Empty, Failure, Page, Panel, Section, Skeleton, Table, Tag, useDays, useNumber, type Column } from '../blocks/index.ts'
import { useRegister, useSystems } from '../registers/declared.ts'
import { UnknownRegister } from '../registers/unknown-register.tsx'
import { useText } from '../texts.ts'
import { DropFile } from './drop-file.tsx'
import { useImports, type Batch } from './import-data.ts'
import './imports.css'
import { importTexts } from './texts.ts'

const tones = {
  uploaded: 'info',
  checking: 'info',
  checked: 'warn',
  applying: 'info',
  done: 'good',
  cancelled: 'plain',
  failed: 'bad',
} as const

/** Where a batch stands, in a word. */
export function StateTag({ state }: Pick<Batch, 'state'>) {
  const t = useText(importTexts)
  return <Tag tone={tones[state]}>{t[state]}</Tag>
}

function History({ register }: { register: string }) {
  const t = useText(importTexts)
  const days = useDays()
  const number = useNumber()
  const { data, error, refetch } = useImports(register)
  const columns: Column<Batch>[] = [
    {
      key: 'file',
      label: t.file,
      title: true,
      cell: (batch) => <Link to={`/desk/registers/${register}/imports/${batch.id}`}>{batch.file}</Link>,
    },
    { key: 'state', label: t.state, cell: (batch) => <StateTag state={batch.state} /> },
    {
      key: 'counts',
      label: t.counts,
      cell: (batch) => t.countsOf(number(batch.added), number(batch.changed), number(batch.refused)),
    },
    { key: 'when', label: t.when, cell: (batch) => days.moment(batch.uploaded) },
  ]
  if (error) return <Failure error={error} retry={() => void refetch()} />
  if (!data) return <Skeleton shape="table" lines={3} />
  if (data.items.length === 0) return <Empty icon="history">{t.noneYet}</Empty>
  return <Table label={t.history} columns={columns} rows={data.items} keyOf={({ id }) => id} />
}

/** Where a file begins its way into a register, and what was brought in before. */
export function ImportsPage() {
  const t = useText(importTexts)
  const navigate = useNavigate()
  const { register: name = '' } = useParams()
  const { data } = useSystems()
  const register = useRegister(name)
  if (!data) return <Skeleton lines={6} />
  if (!register) return <UnknownRegister />
  const list = `/desk/registers/${name}`
  return (
    <Page title={t.importInto(register.label)} lead={t.lead} up={{ to: list, label: register.label }}>
      <div className="stack">
        <Panel title={t.file}>
          <DropFile register={name} label={register.label} onTaken={({ id }) => void navigate(`${list}/imports/${id}`)} />
        </Panel>
        <Section title={t.history} lead={t.historyLead}>
          <History register={name} />
        </Section>
      </div>
    </Page>
  )
}
