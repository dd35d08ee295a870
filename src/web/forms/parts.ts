import type { Form, FormSection } from '#declare'
import { askedSections } from './asked.ts'

/** As many declared questions stand on one page; a form with twice as many is asked for page by page. */
const MOST_ON_A_PAGE = 8

/** What of a long form is asked on one page: neighbouring sections, known by the first that is declared there. */
export interface FormPart {
  key: string
  sections: [key: string, section: FormSection][]
}

/**
 * A form in parts. Which sections stand together depends on the declaration alone, so that nothing jumps to another page while somebody
 * answers; a part of which nothing is asked is left out. A short form is one part.
 */
export function partsOf(form: Form, values: Record<string, unknown>, context: Record<string, unknown> = {}): FormPart[] {
  const asked = new Map(askedSections(form, values, context))
  const sizes = Object.entries(form.sections).map(([key, { fields }]) => [key, Object.keys(fields).length] as const)
  const whole = sizes.reduce((sum, [, size]) => sum + size, 0)
  const most = whole > MOST_ON_A_PAGE * 2 ? MOST_ON_A_PAGE : whole
  const parts: FormPart[] = []
  let room = 0
  for (const [key, size] of sizes) {
    if (parts.length === 0 || size > room) {
      parts.push({ key, sections: [] })
      room = most
    }
    room -= size
    const section = asked.get(key)
    if (section) parts.at(-1)!.sections.push([key, section])
  }
  return parts.filter(({ sections }) => sections.length > 0)
}
