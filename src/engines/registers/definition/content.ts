import type { AnyField, AnyRegister, FieldKind, Fields, RegisterAct, Scope } from '#declare'
import { Invalid } from '#kernel/errors'

/** The folder-like prefix of registers that a city defines; nothing that ships begins with it. */
export const LOCAL = 'local'
/** What optional fields that an overlay adds begin with, and options that it adds to a choice. */
export const isLocalKey = (key: string): boolean => /^local[A-Z0-9]/.test(key)

/** What a role may do with the records of the register: one of its own two, or one that is there. */
export interface Grant {
  /** `keeper` and `reader` are the register's own roles; any other is a role of the installation by name. */
  role: string
  acts: readonly RegisterAct[]
  scope: Exclude<Scope, 'own' | 'public'>
}

/** What an overlay says otherwise of one field that ships. */
export interface FieldOverlay {
  label?: string
  help?: string
  /** Options that are added to those that ship. */
  choices?: Record<string, string>
  /** Narrower limits. */
  max?: number
  min?: number
}

/** What a city lays over a register that ships. */
export interface Overlay {
  label?: string
  about?: string
  list?: readonly string[]
  fields: Readonly<Record<string, FieldOverlay>>
  /** Optional fields of the city's own. */
  added: Fields
}

/** One version of a definition, as it is kept. */
export interface Content {
  /** Of a register of the city's own. */
  register?: AnyRegister
  /** Of an overlay. */
  overlay?: Overlay
  /** English by place: empty for the register itself, `about`, `<field>`, `<field>/help`, `<field>/choices/<option>`. */
  english: Readonly<Record<string, string>>
  /** What records that are there get in a new required field. */
  fill: Readonly<Record<string, unknown>>
  grants: readonly Grant[]
  /** The entry of the catalogue that it was begun from, and whose data it is from now on. */
  entry?: string
}

/** A draft as the designer writes it: the whole register, whether it is the city's own or one that ships with the overlay laid over it. */
export interface Draft extends Pick<Content, 'english' | 'fill' | 'grants' | 'entry'> {
  register: AnyRegister
}

type Test = (value: unknown) => boolean
const words =
  (most: number): Test =>
  (value) =>
    typeof value === 'string' && value.length <= most && !value.includes('\0')
const whole: Test = (value) => Number.isSafeInteger(value)
const quantity: Test = (value) => typeof value === 'number' && Number.isFinite(value)
const yes: Test = (value) => typeof value === 'boolean'
const oneOf =
  (...values: readonly string[]): Test =>
  (value) =>
    typeof value === 'string' && values.includes(value)
const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value)
const wordsByKey =
  (most: number, key: RegExp): Test =>
  (value) =>
    isRecord(value) && Object.keys(value).length <= most && Object.entries(value).every(([one, said]) => key.test(one) && words(200)(said))

const common: Readonly<Record<string, Test>> = {
  optional: yes,
  help: words(300),
  privacy: oneOf('none', 'personal', 'sensitive'),
  sealed: yes,
  open: yes,
  retired: yes,
  share: oneOf('unconditional', 'conditional', 'none'),
}
const option = /^[A-Za-z0-9][\w-]{0,39}$/
/** What each kind may say of itself beside what every field may: a kind that is not here is none that a city can choose. */
const own: Readonly<Record<FieldKind, Readonly<Record<string, Test>>>> = {
  text: { max: whole, lines: yes },
  choice: { choices: wordsByKey(200, option), multiple: yes },
  code: { list: words(60) },
  number: { min: quantity, max: quantity, decimals: (n) => whole(n) && (n as number) >= 0 && (n as number) <= 8, unit: words(20) },
  money: {},
  date: { endless: yes },
  moment: {},
  flag: {},
  'person-id': {},
  'credit-code': {},
  phone: {},
  region: {},
  point: {},
  file: {},
  ref: { to: words(80) },
  sequence: { format: words(60) },
  rows: { fields: isRecord, max: whole },
  plate: {},
  period: {},
  address: { max: whole },
  line: {},
  area: {},
  picture: {},
  references: { to: words(80) },
  gapless: { format: words(60), on: words(40) },
  formula: {
    formula: words(1000),
    gives: oneOf('number', 'money', 'date', 'flag', 'text'),
    decimals: (n) => whole(n) && (n as number) >= 0 && (n as number) <= 8,
    unit: words(20),
  },
}

/** Kinds whose fields say by themselves that they are about a person, as their makers in the language do. */
const least: Partial<Record<FieldKind, Pick<AnyField, 'privacy' | 'sealed'>>> = {
  'person-id': { privacy: 'sensitive', sealed: true },
  phone: { privacy: 'personal', sealed: false },
  plate: { privacy: 'personal', sealed: false },
}

const wrong = (path: string): never => {
  throw new Invalid('定义的格式不对', { code: 'definition.shape', path })
}

function readField(given: unknown, path: string): AnyField {
  if (!isRecord(given) || typeof given.kind !== 'string' || !Object.hasOwn(own, given.kind)) return wrong(path)
  const kind = given.kind as FieldKind
  if (!words(60)(given.label)) return wrong(`${path}.label`)
  const read: Record<string, unknown> = {
    kind,
    label: (given.label as string).trim(),
    optional: false,
    privacy: 'none',
    sealed: false,
    open: false,
  }
  Object.assign(read, least[kind])
  for (const [name, value] of Object.entries(given)) {
    if (name === 'kind' || name === 'label' || value === undefined || value === null || value === '') continue
    const test = common[name] ?? own[kind][name]
    if (!test?.(value)) return wrong(`${path}.${name}`)
    read[name] = value
  }
  // A seal is not taken off by leaving it out, and what tells who somebody is stays at least that.
  if (kind === 'person-id') Object.assign(read, least[kind])
  if (kind === 'formula' || read.retired === true) read.optional = true
  if (kind === 'gapless') read.optional = read.on !== undefined
  if (kind === 'choice') read.choices ??= {}
  if (kind === 'rows') read.fields = readFields(read.fields ?? {}, `${path}.fields`)
  return read as unknown as AnyField
}

function readFields(given: unknown, path: string): Fields {
  if (!isRecord(given) || Object.keys(given).length > 150) return wrong(path)
  return Object.fromEntries(
    Object.entries(given).map(([key, field]) => (/^[a-zA-Z]\w{0,39}$/.test(key) ? [key, readField(field, `${path}.${key}`)] : wrong(path))),
  )
}

const keys: Test = (value) => Array.isArray(value) && value.length <= 150 && value.every(words(40))
const ofRegister: Readonly<Record<string, Test>> = {
  label: words(60),
  about: words(300),
  title: words(40),
  steward: words(60),
  share: oneOf('unconditional', 'conditional', 'none'),
  shareCondition: words(500),
  shareGround: words(500),
  cycle: oneOf('real-time', 'daily', 'weekly', 'monthly', 'quarterly', 'half-yearly', 'yearly', 'irregular'),
  classed: (value) =>
    isRecord(value) && Object.keys(value).length === 1 && Object.entries(value).every(([k, v]) => /^(base|theme)$/.test(k) && words(40)(v)),
  sources: (value) => Array.isArray(value) && value.length <= 20 && value.every(words(200)),
  class: oneOf('public', 'internal'),
  region: words(40),
  organisation: words(40),
  holder: words(40),
  effective: yes,
  search: keys,
  list: keys,
  unique: (value) => Array.isArray(value) && value.length <= 10 && value.every((one) => keys(one) && (one as unknown[]).length <= 3),
}

const rules: Test = (value) =>
  isRecord(value) &&
  Object.entries(value).every(([rule, given]) => {
    if (rule === 'filled' || rule === 'past') return keys(given)
    if (rule === 'ordered' || rule === 'same') return Array.isArray(given) && given.length <= 20 && given.every(keys)
    return rule === 'lapsed' && isRecord(given) && words(40)(given.until) && words(40)(given.field) && keys(given.in)
  })

/** The register of a draft, with nothing in it that the language doesn't know. @throws Invalid with the path of what can't be read */
export function readRegister(name: string, given: unknown): AnyRegister {
  if (!isRecord(given)) return wrong('register')
  const read: Record<string, unknown> = {
    name,
    label: '',
    title: '',
    steward: '',
    share: 'conditional',
    class: 'internal',
    search: [],
    list: [],
    unique: [],
  }
  for (const [key, value] of Object.entries(given)) {
    if (['name', 'fields', 'open'].includes(key) || value === undefined || value === null || value === '') continue
    if (!(key === 'quality' ? rules(value) : ofRegister[key]?.(value))) return wrong(`register.${key}`)
    read[key] = typeof value === 'string' ? value.trim() : value
  }
  const fields = readFields(given.fields, 'register.fields')
  return { ...read, open: Object.values(fields).some(({ open }) => open), fields } as unknown as AnyRegister
}

const alike = (one: unknown, other: unknown) => JSON.stringify(one ?? null) === JSON.stringify(other ?? null)

/** A field that ships as the draft has it: only what is otherwise is read, for code may say of it what no city can. */
function readShipped(shipped: AnyField, given: unknown, path: string): AnyField {
  if (!isRecord(given)) return wrong(path)
  const own = shipped as unknown as Record<string, unknown>
  const changed = Object.entries(given).filter(([part, value]) => !alike(value, own[part]))
  const read = readField({ kind: given.kind, label: given.label, ...Object.fromEntries(changed) }, path) as unknown as typeof own
  const kept = Object.entries(own).filter(([part]) => Object.hasOwn(given, part))
  return Object.fromEntries([...kept, ...changed.map(([part]) => [part, read[part]])]) as unknown as AnyField
}

/** A register that ships with what a city lays over it. @throws Invalid with the path of what can't be read */
function readOverlaid(shipped: AnyRegister, given: unknown): AnyRegister {
  if (!isRecord(given) || !isRecord(given.fields)) return wrong('register')
  const { label, about, list } = given
  const own = shipped.fields as Fields
  const added = Object.fromEntries(Object.entries(given.fields).filter(([key]) => !Object.hasOwn(own, key)))
  const read = readRegister(shipped.name, { label, about, list, fields: added })
  const fields = Object.entries(given.fields).map(([key, field]) => [
    key,
    Object.hasOwn(own, key) ? readShipped(own[key]!, field, `register.fields.${key}`) : (read.fields as Fields)[key],
  ])
  const said = Object.fromEntries(
    Object.entries({ label: read.label, about: read.about, list: read.list }).filter(([, value]) => value !== undefined),
  )
  return { ...shipped, ...said, fields: Object.fromEntries(fields) } as AnyRegister
}

const acts: Test = (value) =>
  Array.isArray(value) && value.length <= 8 && value.every(oneOf('read', 'add', 'change', 'end', 'unmask', 'reveal', 'export', 'history'))

/**
 * What the designer sent, with nothing in it that the language doesn't know; `shipped` is the register over which it is laid.
 * @throws Invalid with the path of what can't be read
 */
export function readDraft(name: string, given: Readonly<Record<string, unknown>>, shipped?: AnyRegister): Draft {
  const { english = {}, fill = {}, grants = [] } = given
  if (!wordsByKey(1000, /^[\w/-]{0,120}$/)(english)) return wrong('english')
  if (!isRecord(fill)) return wrong('fill')
  if (!Array.isArray(grants) || grants.length > 30) return wrong('grants')
  for (const one of grants as unknown[])
    if (!isRecord(one) || !words(80)(one.role) || !acts(one.acts) || !oneOf('all', 'region', 'organisation')(one.scope))
      return wrong('grants')
  return {
    register: shipped ? readOverlaid(shipped, given.register) : readRegister(name, given.register),
    english: english as Draft['english'],
    fill,
    grants: (grants as Grant[]).map(({ role, acts: may, scope }) => ({ role, acts: may, scope })),
  }
}
