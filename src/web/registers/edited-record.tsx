import { kindOf, type AnyField, type Fields, type Problem } from '#declare'
import type { ReactNode } from 'react'
import type { RecordDetail, RegisterSummary } from '../api/types.ts'
import { localDay } from '../blocks/days.ts'
import { Loading } from '../blocks/index.ts'
import { changesOf, changesProblems } from '../forms/asked.ts'
import { CodesDay } from '../fields/codes-shown.ts'
import { useText } from '../texts.ts'
import { WithRecord } from './opened-record.tsx'
import { registerTexts } from './texts.ts'

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
    ([, field]) => !kindOf(field).given && !field.retired && !('opens' in field && field.opens === 'document'),
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
  return (
    <WithRecord waiting={<Loading />}>
      {(register, detail) => (
        <CodesDay value={register.effective && typeof detail.record.from === 'string' ? localDay(detail.record.from) : undefined}>
          {children(editedRecord(register, detail, t.maskedInput))}
        </CodesDay>
      )}
    </WithRecord>
  )
}
