import type { InputHTMLAttributes } from 'react'

/** One line to write in, with its label, help and what is wrong with it. */
export function Line({
  id,
  label,
  help,
  problem,
  value,
  onChange,
  ...rest
}: Omit<InputHTMLAttributes<HTMLInputElement>, 'onChange'> & {
  id: string
  label: string
  help?: string
  problem?: string | undefined
  value: string
  onChange: (value: string) => void
}) {
  const described = [help && `${id}-help`, problem && `${id}-problem`].filter(Boolean).join(' ') || undefined
  return (
    <div className={problem ? 'asked asked-wrong' : 'asked'}>
      <label htmlFor={id}>{label}</label>
      {help && (
        <p id={`${id}-help`} className="help">
          {help}
        </p>
      )}
      <input
        {...rest}
        id={id}
        className="input"
        value={value}
        aria-invalid={problem !== undefined || undefined}
        aria-describedby={described}
        onChange={(event) => onChange(event.target.value)}
      />
      {problem && (
        <p id={`${id}-problem`} className="problem">
          {problem}
        </p>
      )}
    </div>
  )
}
