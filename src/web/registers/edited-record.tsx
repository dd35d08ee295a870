import { kindOf, type AnyField, type Fields, type Problem } from '#declare'
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { useParams } from 'react-router'
import { calls } from '../api/calls.ts'
import type { RecordDetail, RegisterSummary } from '../api/types.ts'
import { FailedPage, Loading } from '../blocks/index.ts'
import { changesOf, changesProblems } from '../forms/asked.ts'
import { useText } from '../texts.ts'
import { useRegister } from './declared.ts'
import { registerTexts } from './texts.ts'
import { UnknownRegister } from './unknown-register.tsx'

type Values = Record<string, unknown>

/** A record as a form wants it: masked values are not filled in, and what stays empty there is not a change. */
export interface EditedRecord {
  register: RegisterSummary
  detail: RecordDetail
  fields: Fields
  initial: Values
  changes: (values: Values) => Values
  /** What is wrong with the changed values alone; what was there before is not this person's to answer for. */
  problems: (values: Values) => Problem[]
}

export function editedRecord(register: RegisterSummary, detail: RecordDetail, maskedHelp: string): EditedRecord {
  const masked = new Set(detail.masked)
  // What the house gives out or makes itself is not written by hand.
  const declared = Object.entries(register.fields as Fields).filter(
    ([, field]) => !kindOf(field).given && !('opens' in field && field.opens === 'document'),
  )
  const fields: Fields = Object.fromEntries(
    declared.map(([key, field]): [string, AnyField] => [key, masked.has(key) ? { ...field, optional: true, help: maskedHelp } : field]),
  )
  const initial = Object.fromEntries(declared.map(([key]) => [key, masked.has(key) ? null : (detail.record[key] ?? null)]))
  const changes = (values: Values) => changesOf(fields, initial, values)
  return { register, detail, fields, initial, changes, problems: (values) => changesProblems(fields, changes(values)) }
}

/** Reads the record of the address and hands it on in the shape of a form. */
export function WithEditedRecord({ children }: { children: (edited: EditedRecord) => ReactNode }) {
  const t = useText(registerTexts)
  const { register: name = '', record: id = '' } = useParams()
  const register = useRegister(name)
  const { data, error, refetch } = useQuery({ queryKey: ['record', name, id], queryFn: () => calls.record(name, id) })
  if (error)
    return (
      <FailedPage
        error={error}
        retry={() => void refetch()}
        up={{ to: `/desk/registers/${name}`, label: register?.label ?? t.registers }}
      />
    )
  if (!data) return <Loading />
  return register ? children(editedRecord(register, data, t.maskedInput)) : <UnknownRegister />
}
