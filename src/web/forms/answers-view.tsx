import type { Fields, Form } from '#declare'
import type { ReactNode } from 'react'
import type { Titles } from '../api/types.ts'
import { Facts } from '../blocks/facts.tsx'
import { FieldCell } from '../fields/field-cell.tsx'
import { askedSections } from './asked.ts'

/** Values for reading, in the order of their fields. */
export const ValuesView = ({ fields, values, titles }: { fields: Fields; values: Record<string, unknown>; titles?: Titles }) => (
  <Facts
    items={Object.entries(fields)
      .filter(([key, field]) => !field.optional || (values[key] !== null && values[key] !== undefined))
      .map(([key, field]) => [field.label, <FieldCell key={key} field={field} value={values[key]} titles={titles} />] as const)}
  />
)

/** The answers of a form for reading. */
export const AnswersView = ({
  form,
  values,
  context,
  titles,
  beside,
}: {
  form: Form
  values: Record<string, unknown>
  context?: Record<string, unknown>
  /** What keys in the answers are called. */
  titles?: Titles
  /** What stands at the title of a section, such as the way to change it. */
  beside?: (key: string, label: string) => ReactNode
}) => (
  <div className="stack">
    {askedSections(form, values, context).map(([key, section]) => (
      <section key={key} className="stack-tight">
        {beside ? (
          <div className="row row-between">
            <h3>{section.label}</h3>
            {beside(key, section.label)}
          </div>
        ) : (
          <h3>{section.label}</h3>
        )}
        <ValuesView fields={section.fields} values={values} titles={titles} />
      </section>
    ))}
  </div>
)
