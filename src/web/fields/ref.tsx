import type { RefField } from '#declare'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { calls } from '../api/calls.ts'
import type { RecordRow } from '../api/types.ts'
import { useSession } from '../api/session.tsx'
import { To } from '../blocks/to.tsx'
import { useRegister } from '../registers/declared.ts'
import { SearchSelect } from './search-select.tsx'
import { useSettled } from './settled.ts'
import { fieldView, type FilterProps, type InputProps } from './view.ts'
import { useText } from '../texts.ts'
import { fieldTexts } from './texts.ts'

const useRecord = (to: string, id: string | undefined, enabled: boolean) =>
  useQuery({
    queryKey: ['record', to, id],
    queryFn: () => calls.record(to, id!),
    enabled: enabled && id !== undefined,
    staleTime: 300_000,
    retry: false,
  })

/** The end of a key: enough to tell two records apart by eye. */
const short = (id: string) => id.slice(-8)

/** The record's title by its register; asked for when the answer did not say it. */
function RefTitle({ to, id }: { to: string; id: string }) {
  const t = useText(fieldTexts)
  const register = useRegister(to)
  const { data } = useRecord(to, id, register !== undefined)
  const title = register && data?.record[register.title]
  return title ? <>{String(title)}</> : <span className="soft">{t.unnamed}</span>
}

/** Cases are no register's records; their own page says what they are. */
const cases = 'cases.case'

function CaseLink({ id, title }: { id: string; title: string | undefined }) {
  const t = useText(fieldTexts)
  const named = title !== undefined && title !== short(id)
  return <To to={`${document.documentElement.dataset['face'] === 'desk' ? '/desk' : ''}/cases/${id}`}>{named ? title : t.seeCase}</To>
}

interface PickProps {
  id: string
  to: string
  value: string | undefined
  onChange: (id: string | null) => void
  invalid?: boolean
  describedBy?: string
  clear: boolean
}

export function RecordPick({ to, value, ...rest }: PickProps) {
  const t = useText(fieldTexts)
  const register = useRegister(to)
  const { actor } = useSession()
  const [words, setWords] = useState('')
  const search = useSettled(words)
  const { data, isFetching } = useQuery({
    queryKey: ['records', to, 'pick', search],
    queryFn: () => calls.records(to, { search, limit: 20 }),
    enabled: register !== undefined,
  })
  const { data: chosen } = useRecord(to, value, register !== undefined)
  const label = (record: RecordRow) => String((register && record[register.title]) || short(record.id))
  const found = data?.items ?? []
  // Whoever may not look through the organisations still knows their own.
  const own = actor?.organisation
  const known = to === 'identity.organisation' && own && !register ? [{ value: own.id, label: own.name }] : []
  // What stands there is always among the options, by the end of its key when its name may not be read.
  const standing =
    value === undefined || found.some((record) => record.id === value) || known.some((one) => one.value === value)
      ? []
      : [{ value, label: chosen ? label(chosen.record) : short(value) }]
  return (
    <SearchSelect
      {...rest}
      value={value}
      onSearch={setWords}
      placeholder={register ? t.findOf(register.label) : t.noRightToFind}
      busy={isFetching}
      disabled={!register && known.length === 0}
      options={[...standing, ...known, ...found.map((record) => ({ value: record.id, label: label(record) }))]}
    />
  )
}

const Input = ({ field, value, ...rest }: InputProps<RefField>) => (
  <RecordPick {...rest} to={field.to} value={typeof value === 'string' ? value : undefined} clear={field.optional} />
)
const Filter = ({ id, field, value, onChange }: FilterProps<RefField>) => (
  <RecordPick id={id} to={field.to} value={value.is} onChange={(key) => onChange(key ? { is: key } : {})} clear />
)

export const view = fieldView<RefField>({
  Cell: ({ value, field, titles }) =>
    field.to === cases ? (
      <CaseLink id={String(value)} title={titles?.[String(value)]} />
    ) : titles?.[String(value)] ? (
      <>{titles[String(value)]}</>
    ) : (
      <RefTitle to={field.to} id={String(value)} />
    ),
  Input,
  Filter,
})
