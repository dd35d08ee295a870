import type { AnyField, ChoiceField, Form } from '#declare'
import { useText } from '../texts.ts'
import { askedSections } from '../forms/asked.ts'
import { questionName } from './answers.ts'
import { Declared } from './finding.tsx'
import { guideTexts } from './guide-texts.ts'

/** A place to choose. */
export interface PlaceOption {
  id: string
  name: string
}

const few = 6

function Choices({ name, field, value }: { name: string; field: AnyField; value: unknown }) {
  const t = useText(guideTexts)
  const { choices, multiple } =
    field.kind === 'flag' ? { choices: { true: t.yes, false: t.no }, multiple: false } : (field as AnyField & ChoiceField)
  const chosen = (Array.isArray(value) ? value : [value]).map(String)
  return (
    <div className="radios">
      {Object.entries(choices).map(([key, label]) => (
        <label key={key} className="radio">
          <input type={multiple ? 'checkbox' : 'radio'} name={name} value={key} defaultChecked={chosen.includes(key)} />
          <span>{field.kind === 'flag' ? label : <Declared>{label}</Declared>}</span>
        </label>
      ))}
    </div>
  )
}

function Box({ id, name, field, value, describedBy }: { id: string; name: string; field: AnyField; value: unknown; describedBy?: string }) {
  const t = useText(guideTexts)
  const same = { id, name, className: 'input', 'aria-describedby': describedBy }
  const given = value === undefined || value === null ? '' : String(value)
  if (field.kind === 'choice')
    return (
      <select {...same} defaultValue={given}>
        <option value="">{t.choose}</option>
        {Object.entries((field as AnyField & ChoiceField).choices).map(([key, label]) => (
          <option key={key} value={key}>
            {label}
          </option>
        ))}
      </select>
    )
  if (field.kind === 'number') {
    const { unit } = field as AnyField & { unit?: string }
    return (
      <div className="input-unit">
        <input {...same} type="text" inputMode="decimal" autoComplete="off" defaultValue={given} />
        {unit && <span>{unit}</span>}
      </div>
    )
  }
  return <input {...same} type={field.kind === 'date' ? 'date' : 'text'} autoComplete="off" defaultValue={given} />
}

const inSight = (field: AnyField) =>
  field.kind === 'flag' ||
  (field.kind === 'choice' &&
    ((field as AnyField & ChoiceField).multiple === true || Object.keys((field as AnyField & ChoiceField).choices).length <= few))

function Asked({ fieldKey, field, value }: { fieldKey: string; field: AnyField; value: unknown }) {
  const t = useText(guideTexts)
  const id = `guide-${fieldKey}`
  const help = field.help ? `${id}-help` : undefined
  const label = (
    <>
      <Declared>{field.label}</Declared>
      {field.optional && <span className="optional">{t.optional}</span>}
    </>
  )
  const helped = field.help && (
    <p id={help} className="help">
      <Declared>{field.help}</Declared>
    </p>
  )
  const name = questionName(fieldKey)
  return inSight(field) ? (
    <fieldset className="asked" aria-describedby={help}>
      <legend>{label}</legend>
      {helped}
      <Choices name={name} field={field} value={value} />
    </fieldset>
  ) : (
    <div className="asked">
      <label htmlFor={id}>{label}</label>
      {helped}
      <Box id={id} name={name} field={field} value={value} {...(help ? { describedBy: help } : {})} />
    </div>
  )
}

function PlaceChoice({
  id,
  name,
  label,
  help,
  options,
  value,
}: {
  id: string
  name: string
  label: string
  help: string
  options: readonly PlaceOption[]
  value: string | null
}) {
  const t = useText(guideTexts)
  return (
    <div className="asked" data-keep={id}>
      <label htmlFor={id}>{label}</label>
      <p id={`${id}-help`} className="help">
        {help}
      </p>
      <select id={id} name={name} className="input" aria-describedby={`${id}-help`} defaultValue={value ?? ''}>
        <option value="">{t.choose}</option>
        {options.map((option) => (
          <option key={option.id} value={option.id}>
            {option.name}
          </option>
        ))}
      </select>
    </div>
  )
}

export interface QuestionsProps {
  action: string
  guide: Form | undefined
  answers: Record<string, unknown>
  counties: readonly PlaceOption[]
  county: string | null
  /** Of the chosen county; empty before one is chosen. */
  towns: readonly PlaceOption[]
  town: string | null
}

/** The place and the questions of a guide, as a plain form: its answers come back on the same page. */
export function Questions({ action, guide, answers, counties, county, towns, town }: QuestionsProps) {
  const t = useText(guideTexts)
  return (
    <form action={action} method="get" className="questions" data-swap-by="#answers, #needed, #apply-top">
      <PlaceChoice id="county" name="region" label={guide ? t.askWhere : t.county} help={t.countyHelp} options={counties} value={county} />
      {towns.length > 0 && <PlaceChoice id="town" name="town" label={t.town} help={t.townHelp} options={towns} value={town} />}
      {guide && <p className="soft">{t.askLead}</p>}
      {guide &&
        askedSections(guide, answers).map(([key, section]) => (
          <section key={key} data-keep={`section-${key}`} aria-labelledby={`section-${key}`}>
            <h3 id={`section-${key}`}>
              <Declared>{section.label}</Declared>
            </h3>
            {section.help && (
              <p className="help">
                <Declared>{section.help}</Declared>
              </p>
            )}
            <div className="asked-all">
              {Object.entries(section.fields).map(([fieldKey, field]) => (
                <Asked key={fieldKey} fieldKey={fieldKey} field={field as AnyField} value={answers[fieldKey]} />
              ))}
            </div>
          </section>
        ))}
      <div className="form-foot" data-keep="update">
        <button className="button button-plain">{t.update}</button>
      </div>
    </form>
  )
}
