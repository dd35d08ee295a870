interface RadiosProps {
  id: string
  value: string | null
  choices: Record<string, string>
  onChange: (value: string) => void
  invalid?: boolean
  describedBy?: string
}

/** A few answers, all in sight. The name of the question is the legend around it. */
export const Radios = ({ id, value, choices, onChange, invalid, describedBy }: RadiosProps) => (
  <div className="radios" aria-describedby={describedBy}>
    {Object.entries(choices).map(([key, label], index) => (
      <label key={key} className="radio">
        <input
          type="radio"
          id={index === 0 ? id : undefined}
          name={id}
          checked={value === key}
          aria-invalid={invalid || undefined}
          onChange={() => onChange(key)}
        />
        <span>{label}</span>
      </label>
    ))}
  </div>
)
