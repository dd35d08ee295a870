interface PasswordLineProps {
  id: string
  label: string
  help?: string
  value: string
  problem: string | undefined
  onChange: (value: string) => void
}

/** A new password, as it is typed. */
export function PasswordLine({ id, label, help, value, problem, onChange }: PasswordLineProps) {
  return (
    <div className={problem ? 'asked asked-wrong' : 'asked'}>
      <label htmlFor={id}>{label}</label>
      {help && (
        <p className="help" id={`${id}-help`}>
          {help}
        </p>
      )}
      <input
        id={id}
        type="password"
        autoComplete="new-password"
        className="input"
        value={value}
        maxLength={200}
        aria-invalid={problem !== undefined || undefined}
        aria-describedby={`${id}-help ${id}-problem`}
        onChange={(event) => onChange(event.target.value)}
      />
      <p id={`${id}-problem`} className="problem" role="status">
        {problem}
      </p>
    </div>
  )
}
