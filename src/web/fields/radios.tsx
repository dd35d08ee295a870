interface ChoicesProps {
  id: string
  choices: Record<string, string>
  invalid?: boolean
  describedBy?: string
}

/** A few answers, all in sight. The name of the question is the legend around it. */
export const Radios = ({
  id,
  value,
  choices,
  onChange,
  invalid,
  describedBy,
  listed = false,
}: ChoicesProps & {
  value: string | null
  onChange: (value: string) => void
  /** One below the other, as wide as there is room: for long answers that are compared. */
  listed?: boolean
}) => (
  <div className={listed ? 'radios radios-listed' : 'radios'} aria-describedby={describedBy}>
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

/** A few answers of which several may be true. What is chosen keeps the order of the choices. */
export const Checkboxes = ({
  id,
  value,
  choices,
  onChange,
  invalid,
  describedBy,
}: ChoicesProps & { value: readonly string[]; onChange: (value: string[]) => void }) => (
  <div className="radios" aria-describedby={describedBy}>
    {Object.entries(choices).map(([key, label], index) => (
      <label key={key} className="radio">
        <input
          type="checkbox"
          id={index === 0 ? id : undefined}
          checked={value.includes(key)}
          aria-invalid={invalid || undefined}
          onChange={(event) => onChange(Object.keys(choices).filter((one) => (one === key ? event.target.checked : value.includes(one))))}
        />
        <span>{label}</span>
      </label>
    ))}
  </div>
)
