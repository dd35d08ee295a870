import { fieldsOf } from '../condition.ts'
import type { Fields } from '../field.ts'
import type { Problem } from '../fields/index.ts'
import { countedFields, type Indicator } from '../indicator.ts'
import { finding, type Names } from './known.ts'

/** Kinds that tell records apart without telling who they are. */
const groupable = new Set(['choice', 'code', 'flag', 'ref'])

/** The fields of what an indicator counts, by their kinds; nothing when there is no such thing. */
function kindsOf(of: string, names: Names): Record<string, { kind: string; sealed: boolean }> | undefined {
  const own = (countedFields as Record<string, Record<string, string>>)[of]
  if (own) return Object.fromEntries(Object.entries(own).map(([key, kind]) => [key, { kind, sealed: false }]))
  const register = names.registers.get(of)
  if (!register || register.effective) return undefined
  return Object.fromEntries(Object.entries(register.fields as Fields).map(([key, { kind, sealed }]) => [key, { kind, sealed }]))
}

/** What is wrong with an indicator. */
export function checkIndicator(indicator: Indicator, names: Names): Problem[] {
  const found = finding(indicator.name, names)
  const { of, on, every, within, share, days, by, targets, seenBy } = indicator
  const fields = kindsOf(of, names)
  found.want(fields !== undefined, 'of', `there is no register ${of} whose records can be counted`)
  for (const key of ['label', 'about', 'unit'] as const) found.want(indicator[key].trim() !== '', key, `an indicator has ${key}`)
  const wantField = (key: string, path: string, kinds?: ReadonlySet<string>) => {
    const field = fields?.[key]
    if (!fields) return
    found.want(field !== undefined && !field.sealed, path, `${of} has no field ${key} that can be counted by`)
    if (field && kinds) found.want(kinds.has(field.kind), path, `${key} is not of the kind ${[...kinds].join(', ')}`)
  }
  const dated = new Set(['date', 'moment'])
  for (const [path, condition] of [['where', indicator.where] as const, ['share', share] as const])
    if (condition) for (const key of fieldsOf(condition)) wantField(key, path)
  if (on !== undefined) wantField(on, 'on', dated)
  found.want(every === 'now' || on !== undefined, 'on', 'what is counted by day or month has a day')
  found.want(
    within === undefined || (every === 'now' && on !== undefined),
    'within',
    'only a figure of the moment with a day is within something',
  )
  found.want(within !== undefined || every !== 'now' || on === undefined, 'within', 'a figure of the moment with a day says within what')
  found.want(!(share && days), 'days', 'a figure is a share or a number of days, not both')
  if (days) for (const key of [days.from, days.to]) wantField(key, 'days', dated)
  by.forEach((key, i) => wantField(key, `by/${i}`, new Set([...groupable, 'text'])))
  if (by.length > 0 && names.registers.has(of)) by.forEach((key, i) => wantField(key, `by/${i}`, groupable))
  found.want(seenBy.length > 0 || indicator.open, 'seenBy', 'nobody would see it')
  seenBy.forEach((role, i) => found.want(names.roles.has(role), `seenBy/${i}`, `there is no role ${role}`))
  targets.forEach(({ from, source }, i) => {
    found.want(/^\d{4}-\d\d-\d\d$/.test(from), `targets/${i}/from`, 'a target counts from a day')
    found.want(source.trim() !== '', `targets/${i}/source`, 'a target says who set it')
  })
  found.want(targets.length === 0 || indicator.better !== undefined, 'better', 'what has a target says whether more or less is better')
  return found.problems
}
