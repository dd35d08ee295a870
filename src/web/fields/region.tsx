import { useQuery } from '@tanstack/react-query'
import { calls } from '../api/calls.ts'
import type { RegionSummary } from '../api/types.ts'
import { fieldView, type FilterProps, type InputProps } from './view.ts'
import { useText } from '../texts.ts'
import { fieldTexts } from './texts.ts'

const lasting = 600_000

/** The regions under one, or those at the top. */
export const useRegions = (parent: string | undefined, enabled = true) =>
  useQuery({ queryKey: ['regions', parent ?? 'top'], queryFn: () => calls.regions(parent), staleTime: lasting, enabled })

/** One region with those above it. */
export const useRegion = (id: string | undefined) =>
  useQuery({ queryKey: ['region', id], queryFn: () => calls.region(id!), staleTime: lasting, enabled: id !== undefined })

/** The whole way to a region without the city itself: 清新区 太和镇 …. */
function RegionName({ id }: { id: string }) {
  const { data } = useRegion(id)
  if (!data) return <span className="soft">…</span>
  const below = [data, ...data.ancestors].filter((region) => region.level !== 'province' && region.level !== 'city')
  return <>{(below.length > 0 ? below.toReversed() : [data]).map((region) => region.name).join(' ')}</>
}

interface StepProps {
  id: string
  label: string
  /** The region whose parts are offered; the top when there is none. */
  parent: RegionSummary | undefined
  chosen: RegionSummary | undefined
  onChoose: (region: RegionSummary | undefined) => void
  invalid?: boolean
  describedBy?: string
}

function RegionStep({ id, label, parent, chosen, onChoose, invalid, describedBy }: StepProps) {
  const t = useText(fieldTexts)
  const { data } = useRegions(parent?.id)
  if (!data || data.length === 0) return null
  return (
    <select
      id={id}
      className="input"
      aria-label={label}
      aria-invalid={invalid || undefined}
      aria-describedby={describedBy}
      value={chosen?.id ?? ''}
      onChange={(event) => onChoose(data.find((region) => region.id === event.target.value))}
    >
      <option value="">{parent ? t.chooseIn(parent.name) : t.choose}</option>
      {data.map((region) => (
        <option key={region.id} value={region.id}>
          {region.name}
        </option>
      ))}
    </select>
  )
}

interface RegionPickProps extends Pick<InputProps, 'id' | 'invalid' | 'describedBy'> {
  label: string
  value: string | undefined
  onChange: (id: string | null) => void
}

/** From the city down to the village: each list appears when the one above it is chosen. Stopping early names the larger region. */
export function RegionPick({ id, label, value, onChange, invalid, describedBy }: RegionPickProps) {
  const t = useText(fieldTexts)
  const { data: top } = useRegions(undefined)
  const { data: region } = useRegion(value)
  const root = top?.length === 1 ? top[0] : undefined
  const way = region ? [region, ...region.ancestors].toReversed() : []
  const chain = way.filter((one) => one.id !== root?.id)
  const parents = [root, ...chain]
  return (
    <div className="region-pick">
      {parents.map((parent, index) =>
        index > 0 && !parent?.hasChildren ? null : (
          <RegionStep
            key={parent?.id ?? 'top'}
            id={index === 0 ? id : `${id}-${index}`}
            label={index === 0 ? label : t.below(label, parent?.name ?? '')}
            parent={parent}
            chosen={chain[index]}
            invalid={invalid}
            describedBy={describedBy}
            onChoose={(chosen) => onChange(chosen?.id ?? (index > 0 ? (parents[index]?.id ?? null) : null))}
          />
        ),
      )}
    </div>
  )
}

const Input = ({ id, field, value, onChange, invalid, describedBy }: InputProps) => (
  <RegionPick {...{ id, invalid, describedBy, onChange }} label={field.label} value={typeof value === 'string' ? value : undefined} />
)
const Filter = ({ id, field, value, onChange }: FilterProps) => (
  <RegionPick id={id} label={field.label} value={value.is} onChange={(region) => onChange(region ? { is: region } : {})} />
)

export const view = fieldView({
  group: () => true,
  Cell: ({ value, titles }) => (titles?.[String(value)] ? <>{titles[String(value)]}</> : <RegionName id={String(value)} />),
  Input,
  Filter,
})
