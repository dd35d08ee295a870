import { useId } from 'react'

/** Why something is done, in a sentence or two; with what is wrong with it. */
export function ReasonBox({
  label,
  value,
  onChange,
  problem,
  help,
  most = 900,
}: {
  label: string
  value: string
  onChange: (value: string) => void
  problem: string | undefined
  help?: string | undefined
  /** Characters. */
  most?: number
}) {
  const id = useId()
  return (
    <div className="asked">
      <label htmlFor={id}>{label}</label>
      <textarea
        id={id}
        className="input"
        rows={2}
        maxLength={most}
        value={value}
        aria-invalid={problem ? true : undefined}
        aria-describedby={problem ? `${id}-problem` : undefined}
        onChange={(event) => onChange(event.target.value)}
      />
      {help && <p className="help">{help}</p>}
      <p id={`${id}-problem`} className="problem" role="status">
        {problem}
      </p>
    </div>
  )
}
