import { datatypeOf, text as plainText, type Datatype } from './datatype.ts'
import { dialectOf, plainDialect, type Dialect } from './dialect.ts'
import type { Report } from './report.ts'
import { checkShape, isFlag, isLanguage, isObject, isText, isTextOrNull, oneOf, take, type Described } from './values.ts'

export interface DescribedColumn {
  /** Its name, or the first of its titles in place of one. */
  name: string
  isNamed: boolean
  /** By language; `und` for what is said in none. */
  titles: ReadonlyMap<string, readonly string[]> | undefined
  datatype: Datatype
  nulls: readonly string[]
  default: string
  required: boolean
  separator: string | null
  isVirtual: boolean
}

export interface DescribedKey {
  columns: readonly string[]
  /** The table that is referred to, by its address or by that of its schema. */
  resource?: string
  schema?: string
  reference: readonly string[]
}

/** A table as its metadata describes it; without columns where nothing is said of them. */
export interface DescribedTable {
  url: string
  /** Address of its schema, when that has one. */
  schema: string | undefined
  columns: readonly DescribedColumn[] | undefined
  primaryKey: readonly string[]
  foreignKeys: readonly DescribedKey[]
  dialect: Dialect
  lang: string
}

/** Gives what lies at an address, or undefined when nothing does. Whoever validates decides which addresses may be asked for. */
export type Load = (url: string) => Promise<{ text: string; link?: string } | undefined>

interface Place {
  base: string
  language: string
  load: Load
}

const CONTEXT = 'http://www.w3.org/ns/csvw'

/** An address as it stands in metadata; what is none leads nowhere. */
const addressIn = (text: string, base: string): string => (URL.canParse(text, base) ? new URL(text, base).href : NO_ADDRESS)
const NO_ADDRESS = 'invalid:address'

/** The base and the language of metadata. */
function contextOf(described: Described, url: string, report: Report): Omit<Place, 'load'> {
  const given = described['@context']
  const own = Array.isArray(given) && given[0] === CONTEXT && given.length === 2 ? (given[1] as unknown) : undefined
  if (given !== CONTEXT && !(Array.isArray(given) && given[0] === CONTEXT && (given.length === 1 || isObject(own))))
    report.fail('@context', 'context')
  const { '@base': base, '@language': language, ...rest } = isObject(own) ? own : {}
  if (Object.keys(rest).length > 0) report.fail('@context', 'context')
  if (language !== undefined && !isLanguage(language)) report.warn('@context.@language', 'property.value')
  return { base: isText(base) ? addressIn(base, url) : url, language: isLanguage(language) ? language : 'und' }
}

const areNulls = (value: unknown): value is string | string[] => isText(value) || Array.isArray(value)

/** Properties that what lies below has too, unless it says otherwise. */
function inheritedOf(described: Described, from: Described, report: Report): Described {
  const direction = oneOf('ltr', 'rtl', 'auto', 'inherit')
  take(described, 'textDirection', direction, report)
  for (const key of ['aboutUrl', 'propertyUrl', 'valueUrl']) take(described, key, isText, report)
  take(described, 'ordered', isFlag, report)
  const own = {
    default: take(described, 'default', isText, report),
    lang: take(described, 'lang', isLanguage, report),
    null: take(described, 'null', areNulls, report),
    required: take(described, 'required', isFlag, report),
    separator: take(described, 'separator', isTextOrNull, report),
    datatype: described.datatype === undefined ? undefined : datatypeOf(described.datatype, report.within('datatype')),
  }
  if (Array.isArray(own.null) && !own.null.every(isText)) report.warn('null', 'property.value')
  return { ...from, ...Object.fromEntries(Object.entries(own).filter(([, value]) => value !== undefined)) }
}

/** Titles in their languages (a natural language property). */
function titlesOf(value: unknown, language: string, report: Report): DescribedColumn['titles'] {
  const texts = (given: unknown): string[] => {
    const all = [given].flat()
    if (!all.every(isText)) report.warn('titles', 'property.value')
    return all.filter(isText)
  }
  if (value === undefined) return undefined
  const found = new Map<string, string[]>()
  if (isObject(value))
    for (const [key, given] of Object.entries(value)) {
      if (isLanguage(key)) found.set(key, texts(given))
      else report.warn('titles', 'property.value')
    }
  else found.set(language, texts(value))
  const kept = [...found].filter(([, all]) => all.length > 0)
  return kept.length > 0 ? new Map(kept) : undefined
}

/** A name may stand in a URI template (RFC 6570, 2.3), and does not begin with what the vocabulary keeps for itself. */
const isName = (value: unknown): value is string => isText(value) && /^(?!_)(?:\w|%[\da-f]{2})(?:\.?(?:\w|%[\da-f]{2}))*$/i.test(value)

function columnOf(described: Described, from: Described, at: number, { language }: Place, report: Report): DescribedColumn {
  checkShape(described, 'Column', report)
  const own = inheritedOf(described, from, report)
  const name = take(described, 'name', isName, report)
  const titles = titlesOf(described.titles, language, report)
  take(described, 'suppressOutput', isFlag, report)
  const first = titles?.get(language)?.[0] ?? titles?.get('und')?.[0]
  return {
    name: name ?? (first === undefined ? `_col.${at + 1}` : encodeURIComponent(first)),
    isNamed: name !== undefined,
    titles,
    datatype: (own.datatype as Datatype | undefined) ?? plainText,
    nulls: own.null === undefined ? [''] : [own.null].flat().filter(isText),
    default: (own.default as string | undefined) ?? '',
    required: own.required === true,
    separator: (own.separator as string | null | undefined) ?? null,
    isVirtual: take(described, 'virtual', isFlag, report) ?? false,
  }
}

/** The members of an array that are objects; with warnings of what is not. */
function objectsIn(of: Described, key: string, report: Report): Described[] | undefined {
  const value = of[key]
  if (value === undefined) return undefined
  if (!Array.isArray(value)) {
    report.warn(key, 'property.value')
    return []
  }
  return value.filter((one, i): one is Described => {
    if (!isObject(one)) report.within(key).warn(String(i), 'property.value')
    return isObject(one)
  })
}

const namesIn = (value: unknown): string[] | undefined => {
  const all = [value].flat()
  return all.length > 0 && all.every(isText) ? all : undefined
}

function keyOf(described: Described, named: ReadonlySet<string>, { base }: Place, report: Report): DescribedKey[] {
  const { columnReference, reference, ...rest } = described
  const { resource, schemaReference, columnReference: referred, ...more } = isObject(reference) ? reference : {}
  const [columns, theirs] = [namesIn(columnReference), namesIn(referred)]
  const isWhole = columns?.every((one) => named.has(one)) && theirs && (isText(resource) || isText(schemaReference))
  if (!isWhole || Object.keys(rest).length > 0 || Object.keys(more).length > 0) {
    report.fail('', 'foreign-key')
    return []
  }
  return [
    {
      columns: columns!,
      reference: theirs,
      ...(isText(resource) ? { resource: addressIn(resource, base) } : { schema: addressIn(schemaReference as string, base) }),
    },
  ]
}

/** What an address or an object stands for. */
async function linked(
  value: unknown,
  key: string,
  place: Place,
  report: Report,
): Promise<{ object: Described; place: Place; url?: string } | undefined> {
  if (isObject(value)) return { object: value, place }
  if (!isText(value)) {
    report.warn(key, 'property.value')
    return undefined
  }
  const url = addressIn(value, place.base)
  const found = await place.load(url)
  const object = found && parsed(found.text)
  if (!isObject(object)) {
    report.fail(key, 'link')
    return undefined
  }
  return {
    object,
    url,
    place: 'context' in object || '@context' in object ? { ...place, ...contextOf(object, url, report) } : { ...place, base: url },
  }
}

export function parsed(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, '')) as unknown
  } catch {
    return undefined
  }
}

type Schema = Pick<DescribedTable, 'schema' | 'columns' | 'primaryKey' | 'foreignKeys'>

async function schemaOf(value: unknown, from: Described, given: Place, report: Report): Promise<Schema> {
  const nothing: Schema = { schema: undefined, columns: undefined, primaryKey: [], foreignKeys: [] }
  if (value === undefined) return nothing
  const found = await linked(value, 'tableSchema', given, report)
  // Something else than a description is as good as one of no columns.
  if (!found) return { ...nothing, columns: [] }
  const { object, place, url } = found
  const own = report.within('tableSchema')
  checkShape(object, 'Schema', own)
  const inherited = inheritedOf(object, from, own)
  const columns = objectsIn(object, 'columns', own)?.map((one, i) => columnOf(one, inherited, i, place, own.within(`columns.${i}`)))
  const names = (columns ?? []).filter(({ isNamed }) => isNamed).map(({ name }) => name)
  const named = new Set(names)
  if (named.size < names.length) own.fail('columns', 'column.twice')
  const firstVirtual = columns?.findIndex(({ isVirtual }) => isVirtual) ?? -1
  if (firstVirtual >= 0 && columns!.slice(firstVirtual).some(({ isVirtual }) => !isVirtual)) own.fail('columns', 'column.virtual')
  const keys = (key: string): string[] => {
    const all = object[key] === undefined ? [] : namesIn(object[key])
    if (all?.every((one) => named.has(one))) return all
    own.warn(key, 'column.unknown')
    return []
  }
  keys('rowTitles')
  const id = isText(object['@id']) ? addressIn(object['@id'], place.base) : url
  return {
    schema: id,
    columns,
    primaryKey: keys('primaryKey'),
    foreignKeys: (objectsIn(object, 'foreignKeys', own) ?? []).flatMap((one, i) =>
      keyOf(one, named, place, own.within(`foreignKeys.${i}`)),
    ),
  }
}

/** What may stand on a table as well as on the group of its tables. */
async function sharedOf(described: Described, place: Place, report: Report): Promise<Dialect | undefined> {
  take(described, 'tableDirection', oneOf('ltr', 'rtl', 'auto'), report)
  for (const [i, one] of (objectsIn(described, 'transformations', report) ?? []).entries()) {
    const own = report.within(`transformations.${i}`)
    checkShape(one, 'Template', own)
    titlesOf(one.titles, place.language, own)
    for (const key of ['url', 'scriptFormat', 'targetFormat']) if (!isText(one[key])) own.fail(key, 'property.missing')
  }
  if (described.dialect === undefined) return undefined
  const found = await linked(described.dialect, 'dialect', place, report)
  return found && dialectOf(found.object, report.within('dialect'))
}

/**
 * Reads metadata of tabular data (Metadata Vocabulary for Tabular Data, W3C Recommendation of 17 December 2015). What it gets wrong is
 * reported; what the rules then want to be left out is left out.
 */
export async function readMetadata(json: string, url: string, load: Load, report: Report): Promise<DescribedTable[]> {
  const described = parsed(json)
  if (!isObject(described)) {
    report.fail('', 'json')
    return []
  }
  const place = { ...contextOf(described, url, report), load }
  const isGroup = 'tables' in described || described['@type'] === 'TableGroup'
  if (isGroup) checkShape(described, 'TableGroup', report)
  const group = isGroup ? described : {}
  const inherited = inheritedOf(group, {}, report)
  const shared = isGroup ? await sharedOf(group, place, report) : undefined
  const tables = isGroup ? (objectsIn(group, 'tables', report) ?? []) : [described]
  if (tables.length === 0) report.fail('tables', 'tables')
  const found: DescribedTable[] = []
  for (const [i, table] of tables.entries()) {
    const own = isGroup ? report.within(`tables.${i}`) : report
    checkShape(table, 'Table', own)
    if (!isText(table.url)) {
      own.fail('url', 'property.missing')
      continue
    }
    take(table, 'suppressOutput', isFlag, own)
    const properties = inheritedOf(table, inherited, own)
    const dialect = (await sharedOf(table, place, own)) ?? shared ?? plainDialect
    const schema = await schemaOf(table.tableSchema ?? group.tableSchema, properties, place, own)
    found.push({ url: addressIn(table.url, place.base), ...schema, dialect, lang: (properties.lang as string | undefined) ?? 'und' })
  }
  checkKeys(found, report)
  return found
}

/** A key refers to a table of the same group, and to columns that it has. */
function checkKeys(tables: readonly DescribedTable[], report: Report) {
  for (const { foreignKeys } of tables)
    for (const key of foreignKeys) {
      const other = referredBy(key, tables)
      if (!other || !key.reference.every((one) => other.columns?.some(({ name, isNamed }) => isNamed && name === one)))
        report.fail('foreignKeys', 'foreign-key')
    }
}

/** The table that a key refers to. */
export const referredBy = ({ resource, schema }: DescribedKey, tables: readonly DescribedTable[]): DescribedTable | undefined =>
  tables.find((one) => (resource === undefined ? one.schema === schema : one.url === resource))
