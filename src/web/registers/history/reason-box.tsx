import { useId } from 'react'

/** Why something is done, in a sentence or two; with what is wrong with it. */
export function ReasonBox({
  label,
  value,
  onChange,
  problem,
}: {
  label: string
  value: string
  onChange: (value: string) => void
  problem: string | undefined
}) {
  const id = useId()
  return (
    <div className="asked">
      <label htmlFor={id}>{label}</label>
      <textarea
        id={id}
        className="input"
        rows={2}
        maxLength={900}
        value={value}
        aria-invalid={problem ? true : undefined}
        aria-describedby={problem ? `${id}-problem` : undefined}
        onChange={(event) => onChange(event.target.value)}
      />
      <p id={`${id}-problem`} className="problem" role="status">
        {problem}
      </p>
    </div>
  )
}
