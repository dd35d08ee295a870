import type { Form, Problem } from '#declare'
import { useText } from '../texts.ts'
import { askedSections } from './asked.ts'
import type { FormPart } from './parts.ts'
import { FieldsAsked } from './fields-asked.tsx'
import { formTexts } from './texts.ts'

interface FormViewProps {
  form: Form
  values: Record<string, unknown>
  onChange: (values: Record<string, unknown>) => void
  prefix: string
  /** Answers given before this form, on which its sections may hang. */
  context?: Record<string, unknown>
  problems?: readonly Problem[]
  origins?: Record<string, string>
  /** The part of a long form that is drawn; all of it when not said. */
  part?: FormPart
}

/** Draws a declared form: its sections as far as the answers ask for them. */
export function FormView({ form, values, onChange, prefix, context, problems, origins, part }: FormViewProps) {
  const t = useText(formTexts)
  const sections = part?.sections ?? askedSections(form, values, context)
  if (sections.length === 0) return <p>{t.nothingAsked}</p>
  return (
    <div className="form-sections">
      {sections.map(([key, section]) => (
        <section key={key} aria-labelledby={`${prefix}-section-${key}`}>
          <h3 id={`${prefix}-section-${key}`}>{section.label}</h3>
          {section.help && <p className="help">{section.help}</p>}
          <FieldsAsked fields={section.fields} {...{ values, onChange, prefix, problems, origins }} />
        </section>
      ))}
    </div>
  )
}
