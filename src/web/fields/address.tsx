import type { Address, AddressField } from '#declare'
import { view as point } from './point.tsx'
import { RegionPick } from './region.tsx'
import { fieldView, type InputProps } from './view.ts'
import { useText } from '../texts.ts'
import { fieldTexts } from './texts.ts'

const partsOf = (value: unknown): Partial<Address> => (typeof value === 'object' && value !== null ? (value as Partial<Address>) : {})

/** The whole address in words; its region and its place on the map where they are known. */
function AddressInput({ id, field, value, onChange, invalid, describedBy, Parts }: InputProps<AddressField>) {
  const t = useText(fieldTexts)
  const { text, region, at } = partsOf(value)
  const give = (next: Record<string, unknown>) => {
    const given = Object.fromEntries(
      Object.entries({ text, region, at, ...next }).filter(([, one]) => one !== null && one !== undefined && one !== ''),
    )
    onChange(Object.keys(given).length > 0 ? given : null)
  }
  const Place = point.Input
  return (
    <div className="stack-tight">
      <input
        id={id}
        className="input"
        value={text ?? ''}
        maxLength={field.max ?? 200}
        autoComplete="street-address"
        aria-label={field.label}
        aria-invalid={invalid || undefined}
        aria-describedby={describedBy}
        onChange={(event) => give({ text: event.target.value })}
      />
      <RegionPick
        id={`${id}-region`}
        label={t.joined([field.label, t.regionOf])}
        value={region}
        onChange={(key) => give({ region: key })}
      />
      <label htmlFor={`${id}-at`} className="small">
        {t.placeOf}
      </label>
      <Place
        id={`${id}-at`}
        field={{ ...field, kind: 'point', label: t.joined([field.label, t.placeOf]), optional: true }}
        value={at ?? null}
        onChange={(place) => give({ at: place })}
        Parts={Parts}
      />
    </div>
  )
}

export const view = fieldView<AddressField>({
  group: () => true,
  Cell: ({ value }) => <>{partsOf(value).text ?? String(value)}</>,
  Input: AddressInput,
  Filter: ({ id, value, onChange }) => (
    <input
      id={id}
      className="input"
      value={value.contains ?? ''}
      onChange={(event) => onChange(event.target.value ? { contains: event.target.value } : {})}
    />
  ),
})
