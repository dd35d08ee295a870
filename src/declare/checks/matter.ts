import { fieldsOf, type Condition } from '../condition.ts'
import type { Fields } from '../field.ts'
import type { Problem } from '../fields/index.ts'
import type { Form } from '../form.ts'
import type { Matter } from '../matter.ts'
import { checkFields } from './fields.ts'
import { finding, type Names } from './known.ts'

const keysOf = (form: Form | undefined): string[] =>
  Object.values(form?.sections ?? {}).flatMap((section) => Object.keys(section.fields as Fields))

/** Names of all that a case of this matter was asked: by its guide and by its form. */
export const answersOf = (matter: Matter): Set<string> => new Set([...keysOf(matter.guide), ...keysOf(matter.form)])

const sources: Readonly<Record<string, string>> = {
  me: 'population.person',
  agent: 'population.person',
  entity: 'entity.entity',
}

/** What is wrong with a form; `given` are the names of what was answered before it. */
export function checkForm(form: Form, given: readonly string[], names: Names): Problem[] {
  const found = finding('form', names)
  const keys = keysOf(form)
  const answered = new Set([...given, ...keys])
  const condition = (when: Condition | undefined, path: string) => {
    for (const key of when ? fieldsOf(when) : []) found.want(answered.has(key), path, `nobody asks for ${key}`)
  }
  for (const key of new Set(keys.filter((one, i) => keys.indexOf(one) !== i)))
    found.want(false, 'sections', `${key} is asked in two sections`)
  for (const key of new Set(keys.filter((one) => given.includes(one))))
    found.want(false, 'sections', `${key} was asked before, by the guide`)
  for (const [name, section] of Object.entries(form.sections)) {
    condition(section.when, `sections/${name}/when`)
    found.want(Object.keys(section.fields as Fields).length > 0, `sections/${name}/fields`, 'a section asks something')
    found.take(checkFields(section.fields as Fields, names), `sections/${name}/fields`)
  }
  for (const key of Object.keys(form.prefill)) found.want(keys.includes(key), `prefill/${key}`, `there is no field ${key}`)
  for (const [key, source] of Object.entries(form.prefill).flatMap(([one, sources]) => [sources].flat().map((of) => [one, of] as const))) {
    const [of = '', field = ''] = source.split('.')
    const register = names.registers.get(sources[of] ?? '')
    found.want(
      register !== undefined && Object.hasOwn(register.fields as Fields, field),
      `prefill/${key}`,
      `${source} is no field of the person or of the enterprise`,
    )
  }
  form.rules.forEach(({ field, must }, i) => {
    found.want(keys.includes(field), `rules/${i}/field`, `there is no field ${field}`)
    condition(must, `rules/${i}/must`)
  })
  if (form.subject !== undefined) {
    const field = Object.values(form.sections)
      .map(({ fields }) => (fields as Fields)[form.subject!])
      .find(Boolean)
    found.want(field?.kind === 'text' && field.privacy === 'none', 'subject', `${form.subject} is no text that may stand in a title`)
  }
  return found.problems.map(({ path, message }) => ({ path: path.replace(/^form\/?/, ''), message }))
}

/** What is wrong with a matter. */
export function checkMatter(matter: Matter, names: Names): Problem[] {
  const found = finding(matter.name, names)
  found.wantFunction(matter.function, 'function')
  found.want(matter.applicants.length > 0, 'applicants', 'somebody may apply')
  if (matter.procedure !== undefined)
    found.want(names.procedures.has(matter.procedure), 'procedure', `there is no procedure ${matter.procedure}`)
  found.want(
    (matter.procedure === undefined) === (matter.form === undefined),
    'form',
    'a form and a procedure go together: one asks, the other works on it',
  )
  const components = Object.entries(matter.components)
  found.want(
    (matter.kind === 'joint') === components.length > 0,
    'components',
    matter.kind === 'joint' ? 'a joint matter has component matters' : 'only a joint matter has component matters',
  )
  const guided = keysOf(matter.guide)
  for (const [name, { when }] of components) {
    found.want(names.matters.has(name), `components/${name}`, `there is no matter ${name}`)
    for (const key of when ? fieldsOf(when) : [])
      found.want(guided.includes(key), `components/${name}/when`, `the guide does not ask for ${key}`)
  }
  if (matter.guide) found.take(checkForm(matter.guide, [], names), 'guide')
  if (matter.form) found.take(checkForm(matter.form, guided, names), 'form')
  return found.problems
}
