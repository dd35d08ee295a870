import { kindOf, text, type AnyRegister, type Field, type Fields, type Role } from '#declare'
import { quote, snake } from '#kernel/database'
import { Broken, NotFound } from '#kernel/errors'
import { formulasOf, type Formula } from './formulas.ts'

/** One declared field and the column behind it. */
export interface Column {
  key: string
  field: Field
  name: string
  /** Type in the table: a sealed value is bytes. */
  type: string
  sealed: boolean
  /** A column that the database works out from it, by name. */
  derived?: { name: string; type: string; sql: string }
  /** The field is the register's own region or organisation and lives in the head column of that name. */
  head: boolean
}

/** A register and the table behind it. */
export interface Definition {
  register: AnyRegister
  /** Of the version in force, for a register or overlay that the city defined; 0 for what ships. */
  number: number
  /** The name under which the log has it: the register's own, or that of its contributions. */
  logged: string
  /** Of a base register, what sources say of its records. */
  contributions?: Definition
  /** Of such contributions, the base register. */
  contributes?: Definition
  schema: string
  table: string
  /** `"schema"."table"` */
  full: string
  /** Name of its box setting. */
  box: string
  columns: readonly Column[]
  /** Its formulas, each after those that it reads. */
  formulas: readonly Formula[]
  /** Field keys that say something about a person. */
  personal: readonly string[]
  /** Keys of search fields that everybody may read who reads the record, and of those about a person. */
  search: { open: readonly string[]; closed: readonly string[] }
}

/** Every register and role of the installation, by name. */
export interface Definitions {
  /** Of the newest definition of the city's own in it; 0 when there is none. */
  number: number
  all: readonly Definition[]
  roles: ReadonlyMap<string, Role>
  find(name: string): Definition | undefined
  /** @throws NotFound when no register has that name */
  get(name: string): Definition
}

const headColumns = new Set([
  'id',
  'version',
  'recorded',
  'ended',
  'region',
  'region_code',
  'region_path',
  'organisation',
  'holder',
  'class',
  'case_id',
  'salt',
  'words',
  'key',
  'effective',
])

/** Whether a field lives in the head column of its name; any other field of such a name would shadow it and is refused. */
function sharesHead(register: AnyRegister, key: string, field: Field): boolean {
  if (!headColumns.has(snake(key))) return false
  const own = (key === 'region' && register.region === 'region') || (key === 'organisation' && register.organisation === 'organisation')
  if (!own || field.optional) throw new Broken(`${register.name}.${key}: this name belongs to the head of every record; choose another`)
  return true
}

/** Columns that say of a contribution whose it is; no field of a register can have such a name. */
const own = {
  _record: 'uuid',
  _home: 'uuid',
  _source: 'text',
  _source_key: 'text',
  _supplier: 'uuid',
  _batch: 'uuid',
  _said: 'jsonb',
  _none: 'text[]',
  _withdrawn: 'text',
} as const

const ownColumn = ([name, type]: [string, string]): Column => ({
  key: name,
  field: text(name, { optional: true }) as unknown as Field,
  name,
  type,
  sealed: false,
  head: false,
})

/** Fields that a source can say something about: what the register gives out or works out itself is none. */
const saidBySources = ({ field }: Column): boolean => field.kind !== 'formula' && !kindOf(field).given

/**
 * What sources say of the records of a base register: a table of the register's own columns beside it, one row for each source and key of a
 * source, which lies where its record lies, so that the register's boxes open it as they open the record. Sealed values are sealed as in the
 * register.
 */
function contributionsOf(definition: Definition): Definition {
  const { register, table, schema } = definition
  const columns = definition.columns.filter(saidBySources).map((column): Column => {
    const field = { ...column.field, optional: true } as Field
    // The record's own region is in its head, which a contribution shares with its record: what the source says stands in a column of its own.
    return column.head ? { ...column, field, name: `_said_${column.name}`, head: false } : { ...column, field }
  })
  const name = `${table}_contribution`
  const fields = Object.fromEntries(columns.map(({ key, field }) => [key, field]))
  return {
    ...definition,
    register: { ...register, fields, unique: [], search: [] } as AnyRegister,
    logged: `${register.name}-contribution`,
    table: name,
    full: `${quote(schema)}.${quote(name)}`,
    box: `${schema}_${name}`,
    columns: [...Object.entries(own).map(ownColumn), ...columns],
    contributes: definition,
    formulas: [],
    search: { open: [], closed: [] },
  }
}

/** The table and columns of a register. @throws Broken for a field whose name belongs to something else */
export function define(register: AnyRegister, number = 0): Definition {
  const [schema, noun] = register.name.split('.') as [string, string]
  const columns = Object.entries(register.fields as Fields).map(([key, field]): Column => {
    const { column, derived } = kindOf(field)
    const name = snake(key)
    return {
      key,
      field,
      name,
      type: field.sealed ? 'bytea' : column(field),
      sealed: field.sealed,
      head: sharesHead(register, key, field),
      ...(derived ? { derived: { name: `${name}_${derived.suffix}`, type: derived.type, sql: derived.sql(quote(name)) } } : {}),
    }
  })
  const taken = columns.find(({ name }) => columns.some(({ derived }) => derived?.name === name))
  if (taken) throw new Broken(`${register.name}.${taken.key}: this name belongs to what is worked out of another field; choose another`)
  const table = snake(noun)
  const isOpen = (key: string) => columns.some((column) => column.key === key && column.field.privacy === 'none')
  const made: Definition = {
    register,
    number,
    logged: register.name,
    schema: snake(schema),
    table,
    full: `${quote(snake(schema))}.${quote(table)}`,
    box: `${snake(schema)}_${table}`,
    columns,
    formulas: formulasOf(register),
    personal: columns.filter((column) => column.field.privacy !== 'none').map((column) => column.key),
    search: { open: register.search.filter(isOpen), closed: register.search.filter((key) => !isOpen(key)) },
  }
  return register.base ? { ...made, contributions: contributionsOf(made) } : made
}

/**
 * Gathers declarations; two registers of one name, or a name no table can have, stop the start. `numbers` has the number of the version in
 * force of those that the city defined.
 */
export function defineAll(
  registers: readonly AnyRegister[],
  roles: readonly Role[],
  numbers: ReadonlyMap<string, number> = new Map(),
): Definitions {
  const byName = new Map<string, Definition>()
  for (const register of registers) {
    if (!/^[a-z][a-z0-9]*\.[a-z][a-z0-9-]*$/.test(register.name)) throw new Broken(`${register.name} is not a name of a register`)
    if (byName.has(register.name)) throw new Broken(`two registers are called ${register.name}`)
    byName.set(register.name, define(register, numbers.get(register.name)))
  }
  const rolesByName = new Map(roles.map((role) => [role.name, role]))
  if (rolesByName.size !== roles.length) throw new Broken('two roles have one name')
  return {
    number: Math.max(0, ...numbers.values()),
    all: [...byName.values()],
    roles: rolesByName,
    find: (name) => byName.get(name),
    get(name) {
      const found = byName.get(name)
      if (!found) throw new NotFound(`没有名为 ${name} 的数据目录`, { code: 'register.unknown' })
      return found
    },
  }
}

/** The column of a field. */
export function getColumn(definition: Definition, key: string): Column {
  const column = definition.columns.find((one) => one.key === key)
  if (!column) throw new NotFound(`“${definition.register.label}”没有字段 ${key}`, { code: 'register.field', path: key })
  return column
}
