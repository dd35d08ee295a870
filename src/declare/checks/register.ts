import { shareOf, shareRank } from '../axes.ts'
import { STEWARD, type BaseRules } from '../base.ts'
import type { AnyField, Fields } from '../field.ts'
import { kindOf, type Problem } from '../fields/index.ts'
import type { RefField } from '../fields/ref.ts'
import type { AnyRegister } from '../register.ts'
import type { Role } from '../role.ts'
import { checkFields } from './fields.ts'
import { finding, type Names } from './known.ts'

/** What is wrong with a register. The compiler says most of it of code; a register that a city adds at run time has only this. */
export function checkRegister(register: AnyRegister, names: Names): Problem[] {
  const found = finding(register.name, names)
  const fields = register.fields as Fields
  const has = (key: string, path: string) => {
    found.want(Object.hasOwn(fields, key), path, `there is no field ${key}`)
    return Object.hasOwn(fields, key) ? fields[key] : undefined
  }
  const refersTo = (key: string | undefined, to: string, path: string) => {
    if (key === undefined) return
    const field = has(key, path)
    if (field) found.want(field.kind === 'ref' && (field as unknown as RefField).to === to, path, `${key} is not a reference to ${to}`)
  }
  found.want(Object.keys(fields).length > 0, 'fields', 'a register has fields')
  found.wantFunction(register.steward, 'steward')
  const title = has(register.title, 'title')
  if (title) found.want(!title.sealed, 'title', 'a sealed field is no title: references could not show it')
  register.unique.forEach((key, i) => key.forEach((one) => has(one, `unique/${i}`)))
  register.list.forEach((key, i) => has(key, `list/${i}`))
  register.search.forEach((key, i) => {
    const field = has(key, `search/${i}`)
    if (field) found.want(!field.sealed, `search/${i}`, 'a sealed field is found by its whole value, not by words')
  })
  if (register.page) found.want(/^\/.*\{id\}/.test(register.page.at), 'page/at', 'the page is a path of ours with {id} in it')
  if (register.region !== undefined) {
    const field = has(register.region, 'region')
    if (field) found.want(field.kind === 'region', 'region', `${register.region} is not a region`)
  }
  refersTo(register.organisation, 'identity.organisation', 'organisation')
  if (register.holder !== 'id') refersTo(register.holder, 'population.person', 'holder')
  refersTo(register.case, 'cases.case', 'case')
  const { filled = [], past = [], ordered = [], lapsed, same = [] } = register.quality ?? {}
  for (const key of [...filled, ...past, ...ordered.flat(), ...same.flat(), ...(lapsed ? [lapsed.until, lapsed.field] : [])]) {
    const field = has(key, 'quality')
    if (field) found.want(!field.sealed, 'quality', `${key} is sealed: nothing is counted by it`)
  }
  found.want(!(register.open && register.share === 'none'), 'open', 'what is shared with nobody is not published')
  found.want(!register.open || Object.values(fields).some(({ open }) => open), 'open', 'a register is opened by fields that may be open')
  for (const [key, field] of Object.entries(fields)) {
    const at = (name: string) => `fields/${key}/${name}`
    const { share = register.share } = field
    found.want(shareRank[share] >= shareRank[register.share], at('share'), 'a field is shared no further than its register')
    found.want(
      shareOf(register, field) !== 'unconditional' || field.privacy === 'none',
      at('share'),
      'what tells about a person is shared on conditions at most',
    )
    found.want(register.open || !field.open, at('open'), 'a field is opened with its register')
  }
  if (register.base) checkBase(register, register.base, found, has)
  found.take(checkFields(fields, names), 'fields')
  return found.problems
}

/** Every order names every source, and none that isn't there; nothing is asked about fields that no source can fill. */
function checkBase(
  register: AnyRegister,
  { sources, order, orders = {}, own = STEWARD, verify = [], person }: BaseRules,
  found: ReturnType<typeof finding>,
  has: (key: string, path: string) => AnyField | undefined,
): void {
  found.want(!register.effective, 'base', 'records that hold for periods have one source')
  for (const [name, { steward }] of Object.entries(sources)) {
    found.want(/^[a-z][a-z0-9-]*$/.test(name) && name !== STEWARD, `base/sources/${name}`, `${name} is not a name for a source`)
    found.wantFunction(steward, `base/sources/${name}/steward`)
  }
  const isSource = (name: string) => name === STEWARD || Object.hasOwn(sources, name)
  for (const [key, names] of [['', order] as const, ...Object.entries(orders)]) {
    const path = key === '' ? 'base/order' : `base/orders/${key}`
    if (key !== '') has(key, path)
    for (const name of names ?? []) found.want(isSource(name), path, `there is no source ${name}`)
    found.want(new Set(names).size === names?.length, path, 'a source stands in an order once')
    for (const name of Object.keys(sources)) found.want(names?.includes(name) ?? false, path, `${name} has no place in the order`)
  }
  found.want(isSource(own), 'base/own', `there is no source ${own}`)
  for (const key of verify) {
    const field = has(key, 'base/verify')
    if (field) found.want(!kindOf(field).given, 'base/verify', `${key} comes from no source`)
  }
  for (const [part, key] of Object.entries(person ?? {})) if (key !== undefined) has(key, `base/person/${part}`)
}

/** What is wrong with a role. */
export function checkRole(role: Role, names: Names): Problem[] {
  const found = finding(role.name, names)
  role.may.forEach(({ register, acts, scope }, i) => {
    const declared = names.registers.get(register)
    found.want(declared !== undefined || register === '*', `may/${i}/register`, `there is no register ${register}`)
    found.want(acts.length > 0, `may/${i}/acts`, 'a permission allows something')
    if (declared)
      found.want(scope !== 'own' || declared.holder !== undefined, `may/${i}/scope`, `${register} has no holder, so nothing is one's own`)
    if (declared)
      found.want(scope !== 'public' || declared.class === 'public', `may/${i}/scope`, `${register} is internal, so nothing of it is public`)
  })
  return found.problems
}
