import { kindOf, type AnyField, type Problem } from '#declare'
import { viewOf } from '../fields/index.ts'
import { problemsBelow, type PartsProps } from '../fields/view.ts'
import { formTexts } from './texts.ts'
import { useText } from '../texts.ts'

/** The element that a field of a form has on the page. */
export const elementId = (prefix: string, key: string): string => `${prefix}-${key}`

interface AskedProps {
  field: AnyField
  id: string
  value: unknown
  onChange: (value: unknown) => void
  problem?: string
  inside: readonly Problem[]
  /** Where the value that stands there came from. */
  origin?: string
}

function Asked({ field, id, value, onChange, problem, inside, origin }: AskedProps) {
  const t = useText(formTexts)
  const { Input, group } = viewOf(field)
  const asGroup = group?.(field) ?? false
  const described =
    [field.help && `${id}-help`, origin && `${id}-origin`, problem && `${id}-problem`].filter(Boolean).join(' ') || undefined
  const label = (
    <>
      {field.label}
      {field.optional && <span className="optional">{t.optional}</span>}
    </>
  )
  const around = (
    <>
      {field.help && (
        <p id={`${id}-help`} className="help">
          {field.help}
        </p>
      )}
      <Input
        id={id}
        field={field}
        value={value}
        onChange={onChange}
        invalid={problem !== undefined}
        describedBy={described}
        inside={inside}
        Parts={FieldsAsked}
      />
      {origin && (
        <p id={`${id}-origin`} className="origin">
          {t.origin(origin)}
        </p>
      )}
      {problem && (
        <p id={`${id}-problem`} className="problem">
          {problem}
        </p>
      )}
    </>
  )
  const look = problem ? 'asked asked-wrong' : 'asked'
  return asGroup ? (
    <fieldset className={look} aria-describedby={described}>
      <legend>{label}</legend>
      {around}
    </fieldset>
  ) : (
    <div className={look}>
      <label htmlFor={id}>{label}</label>
      {around}
    </div>
  )
}

interface FieldsAskedProps extends PartsProps {
  /** Where the values that stand there came from. */
  origins?: Record<string, string>
}

/** A question for each field but those that the register numbers itself. */
export const FieldsAsked = ({ fields, values, onChange, prefix, problems = [], origins = {} }: FieldsAskedProps) => (
  <div className="asked-all">
    {Object.entries(fields)
      .filter(([, field]) => !kindOf(field).given && !field.retired)
      .map(([key, field]) => (
        <Asked
          key={key}
          field={field}
          id={elementId(prefix, key)}
          value={values[key]}
          onChange={(value) => onChange({ ...values, [key]: value })}
          problem={problems.find(({ path }) => path === key)?.message}
          inside={problemsBelow(problems, key)}
          origin={origins[key]}
        />
      ))}
  </div>
)
