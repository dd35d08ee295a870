import { useId, type ReactNode } from 'react'

/** What the parts of a property sheet say of themselves, for their labels. */
interface PartProps {
  label: string
  help?: string
  problem?: string | undefined
}

function Part({ label, help, problem, children }: PartProps & { children: (id: string, described: string | undefined) => ReactNode }) {
  const id = useId()
  const described = [help && `${id}-help`, problem && `${id}-problem`].filter(Boolean).join(' ') || undefined
  return (
    <div className={problem ? 'asked asked-wrong' : 'asked'}>
      <label htmlFor={id}>{label}</label>
      {help && (
        <p id={`${id}-help`} className="help">
          {help}
        </p>
      )}
      {children(id, described)}
      {problem && (
        <p id={`${id}-problem`} className="problem">
          {problem}
        </p>
      )}
    </div>
  )
}

/** A line or some lines of words. */
export const Words = ({
  value,
  onChange,
  lines,
  max = 300,
  focused,
  onLeave,
  ...part
}: PartProps & {
  value: string
  onChange: (value: string) => void
  lines?: number
  max?: number
  /** Takes the focus when it comes. */
  focused?: boolean
  /** What is written is whole. */
  onLeave?: () => void
}) => (
  <Part {...part}>
    {(id, described) => {
      const common = {
        id,
        className: 'input',
        maxLength: max,
        'aria-describedby': described,
        'aria-invalid': part.problem !== undefined || undefined,
        value,
        onBlur: onLeave,
      }
      return lines ? (
        <textarea {...common} rows={lines} onChange={(event) => onChange(event.target.value)} />
      ) : (
        // oxlint-disable-next-line jsx-a11y/no-autofocus
        <input {...common} autoFocus={focused} onChange={(event) => onChange(event.target.value)} />
      )
    }}
  </Part>
)

/** A number, or nothing. */
export const Quantity = ({
  value,
  onChange,
  ...part
}: PartProps & { value: number | undefined; onChange: (value: number | undefined) => void }) => (
  <Part {...part}>
    {(id, described) => (
      <input
        id={id}
        className="input"
        inputMode="decimal"
        aria-describedby={described}
        defaultValue={value === undefined ? '' : String(value)}
        onChange={(event) => {
          const text = event.target.value.trim()
          const read = Number(text)
          if (text === '') onChange(undefined)
          else if (Number.isFinite(read)) onChange(read)
        }}
      />
    )}
  </Part>
)

/** One of a few. */
export const Choice = ({
  value,
  onChange,
  options,
  ...part
}: PartProps & { value: string; onChange: (value: string) => void; options: readonly (readonly [string, string])[] }) => (
  <Part {...part}>
    {(id, described) => (
      <select
        id={id}
        className="input"
        aria-describedby={described}
        aria-invalid={part.problem !== undefined || undefined}
        value={value}
        onChange={(event) => onChange(event.target.value)}
      >
        {!options.some(([key]) => key === value) && <option value={value}>{value}</option>}
        {options.map(([key, said]) => (
          <option key={key} value={key}>
            {said}
          </option>
        ))}
      </select>
    )}
  </Part>
)

/** Yes or no. */
export const Yes = ({
  label,
  value,
  onChange,
  disabled,
  problem,
}: {
  label: string
  value: boolean
  onChange: (value: boolean) => void
  disabled?: boolean
  problem?: string | undefined
}) => (
  <div>
    <label className="check">
      <input type="checkbox" checked={value} disabled={disabled} onChange={(event) => onChange(event.target.checked)} />
      <span>{label}</span>
    </label>
    {problem && <p className="problem">{problem}</p>}
  </div>
)

/** Several of a few, in the order in which they are given. */
export const Several = ({
  legend,
  options,
  chosen,
  onChange,
  problem,
}: {
  legend: string
  options: readonly (readonly [string, string])[]
  chosen: readonly string[]
  onChange: (chosen: string[]) => void
  problem?: string | undefined
}) => (
  <fieldset className="asked several">
    <legend>{legend}</legend>
    <div className="several-options">
      {options.map(([key, said]) => (
        <label key={key} className="check">
          <input
            type="checkbox"
            checked={chosen.includes(key)}
            onChange={(event) => onChange(event.target.checked ? [...chosen, key] : chosen.filter((one) => one !== key))}
          />
          <span>{said}</span>
        </label>
      ))}
    </div>
    {problem && <p className="problem">{problem}</p>}
  </fieldset>
)
