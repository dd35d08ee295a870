import type { RefField, ReferencesField } from '#declare'
import { Button } from '../blocks/button.tsx'
import { RecordPick, view as ref } from './ref.tsx'
import { fieldView, type CellProps, type InputProps } from './view.ts'
import { useText } from '../texts.ts'
import { fieldTexts } from './texts.ts'

const keysOf = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : [])
const oneOf = (field: ReferencesField) => ({ ...field, kind: 'ref' }) as unknown as RefField

function Several({ value, field, titles, Part }: CellProps<ReferencesField>) {
  if (!Array.isArray(value)) return <>{String(value)}</>
  const One = ref.Cell
  return (
    <ul className="references-cell">
      {keysOf(value).map((key) => (
        <li key={key}>
          <One value={key} field={oneOf(field)} titles={titles} Part={Part} />
        </li>
      ))}
    </ul>
  )
}

function ReferencesInput({ id, field, value, onChange, invalid, describedBy }: InputProps<ReferencesField>) {
  const t = useText(fieldTexts)
  const keys = keysOf(value)
  const give = (next: readonly string[]) => onChange(next.length > 0 ? next : null)
  const One = ref.Cell
  const Part = () => null
  return (
    <div className="stack-tight">
      {keys.map((key, index) => (
        <p key={key} className="row">
          <One value={key} field={oneOf(field)} Part={Part} />
          <Button look="quiet" onClick={() => give(keys.filter((one) => one !== key))} aria-label={t.removeRow(index + 1)}>
            {t.remove}
          </Button>
        </p>
      ))}
      <RecordPick
        // Made anew after each choice, so that it is empty for the next.
        key={keys.length}
        {...{ id, invalid, describedBy }}
        to={field.to}
        value={undefined}
        clear
        onChange={(key) => key && !keys.includes(key) && give([...keys, key])}
      />
    </div>
  )
}

export const view = fieldView<ReferencesField>({
  group: () => true,
  Cell: Several,
  Input: ReferencesInput,
  Filter: ({ id, field, value, onChange }) => (
    <RecordPick id={id} to={field.to} value={value.contains} clear onChange={(key) => onChange(key ? { contains: key } : {})} />
  ),
})
