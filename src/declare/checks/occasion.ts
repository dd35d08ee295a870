import { fieldsOf } from '../condition.ts'
import type { Fields } from '../field.ts'
import type { Problem } from '../fields/index.ts'
import { fieldsOfOccasion, type Occasion } from '../occasion.ts'
import { finding, type Names } from './known.ts'

const isDay = (text: string) => {
  const at = /^\d\d-\d\d$/.test(text) ? Date.parse(`2001-${text}T00:00:00Z`) : Number.NaN
  return !Number.isNaN(at) && new Date(at).toISOString().slice(5, 10) === text
}

/** What is wrong with an occasion. A day is one of a common year, so that it comes each year. */
export function checkOccasion(occasion: Occasion, names: Names): Problem[] {
  const found = finding(occasion.name, names)
  const { reckon } = occasion
  const register = names.registers.get(occasion.register)
  found.want(register !== undefined, 'register', `there is no register ${occasion.register}`)
  if (register) {
    const fields = register.fields as Fields
    found.want(register.holder !== undefined, 'register', `${register.name} has no holder, so it comes to nobody`)
    for (const key of fieldsOfOccasion(occasion)) found.want(Object.hasOwn(fields, key), 'known', `there is no field ${key}`)
    found.want(fields[reckon.date]?.kind === 'date', 'reckon/date', `${reckon.date} is not a date`)
    for (const key of occasion.when ? fieldsOf(occasion.when) : [])
      found.want(Object.hasOwn(fields, key), 'when', `there is no field ${key}`)
    if (occasion.household !== undefined)
      found.want(register.holder === 'id' && reckon.rule === 'age', 'household', 'a household is one of persons, by their age')
  }
  if (reckon.rule === 'yearly')
    for (const side of ['from', 'to'] as const) found.want(isDay(reckon[side]), `reckon/${side}`, 'is written MM-DD')
  if (reckon.rule === 'yearly') found.want(reckon.from < reckon.to, 'reckon/to', 'comes after the first day, in the same year')
  if (reckon.rule === 'age' && 'cutoff' in reckon.within)
    found.want(isDay(reckon.within.cutoff), 'reckon/within/cutoff', 'is written MM-DD')
  for (const name of occasion.matters) found.want(names.matters.has(name), `matters/${name}`, `there is no matter ${name}`)
  found.want(occasion.words.trim() !== '', 'words', 'a matter is found by some words')
  return found.problems
}
