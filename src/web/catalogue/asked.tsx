import { useId, type ReactNode } from 'react'

/** One question of a form: its label, a word of help, what is wrong with the answer. */
export function Asked({
  label,
  help,
  problem,
  children,
}: {
  label: string
  help?: string
  problem?: string | undefined
  children: (field: { id: string; 'aria-invalid': true | undefined; 'aria-describedby': string }) => ReactNode
}) {
  const id = useId()
  return (
    <div className={problem ? 'asked asked-wrong' : 'asked'}>
      <label htmlFor={id}>{label}</label>
      <div id={`${id}-note`}>
        {help && <p className="help">{help}</p>}
        {problem && <p className="problem">{problem}</p>}
      </div>
      {children({ id, 'aria-invalid': problem ? true : undefined, 'aria-describedby': `${id}-note` })}
    </div>
  )
}

/** Some of the items of a resource, each with a box. */
export function ItemChoice({
  label,
  names,
  chosen,
  choose,
  problem,
}: {
  label: string
  names: readonly string[]
  chosen: ReadonlySet<string>
  choose: (chosen: ReadonlySet<string>) => void
  problem?: string | undefined
}) {
  const id = useId()
  return (
    <fieldset className={problem ? 'asked asked-wrong' : 'asked'} aria-describedby={id}>
      <legend>{label}</legend>
      <div className="item-choices">
        {names.map((name) => (
          <label key={name}>
            <input
              type="checkbox"
              checked={chosen.has(name)}
              onChange={() => {
                const next = new Set(chosen)
                if (!next.delete(name)) next.add(name)
                choose(next)
              }}
            />
            {name}
          </label>
        ))}
      </div>
      <p className="problem" id={id}>
        {problem}
      </p>
    </fieldset>
  )
}
