import type { Report } from './report.ts'

export type Described = Readonly<Record<string, unknown>>

export const isObject = (value: unknown): value is Described => typeof value === 'object' && value !== null && !Array.isArray(value)

/** A language tag that is well-formed (BCP 47). */
export const isLanguage = (value: unknown): value is string =>
  typeof value === 'string' &&
  /^(?:[a-z]{2,3}(?:-[a-z]{3}){0,3}|[a-z]{4,8})(?:-[a-z]{4})?(?:-(?:[a-z]{2}|\d{3}))?(?:-(?:[a-z\d]{5,8}|\d[a-z\d]{3}))*(?:-[a-wy-z\d](?:-[a-z\d]{2,8})+)*(?:-x(?:-[a-z\d]{1,8})+)?$|^x(?:-[a-z\d]{1,8})+$/i.test(
    value,
  )

/** Prefixes that metadata may use without saying what they stand for (RDFa Core Initial Context). */
const prefixes = new Set(
  'as cc csvw ctag dbpedia dc dc11 dcat dcterms dctypes dqv duv foaf gr grddl ical jsonld ldp ma oa og org owl prov qb rdf rdfa rdfs rev rif role rr schema sd sioc skos skosxl sosa ssn time v vann vcard void wdr wdrs wot xhv xml xsd'.split(
    ' ',
  ),
)
const nodeTypes = new Set(
  'TableGroup Table Schema Column Dialect Template ForeignKey Datatype Direction Cell Row Transformation'.split(' '),
)

const isAbsolute = (value: string) => /^[a-z][a-z\d+.-]*:/i.test(value)
const isType = (value: unknown) =>
  typeof value === 'string' &&
  (nodeTypes.has(value) || (/^\w+:/.test(value) ? prefixes.has(value.split(':')[0]!) || /^[a-z][a-z\d+.-]*:\/\//i.test(value) : false))

/** Checks the value of a property that is not of this vocabulary: JSON-LD in a restricted form (Metadata Vocabulary, 5.8). */
export function checkCommon(value: unknown, report: Report): void {
  if (Array.isArray(value)) return value.forEach((one, i) => checkCommon(one, report.within(i)))
  if (!isObject(value)) return
  const keys = Object.keys(value)
  if ('@value' in value) {
    const isPlain = keys.every((key) => ['@value', '@type', '@language'].includes(key)) && !('@type' in value && '@language' in value)
    if (!isPlain || ('@language' in value && !isLanguage(value['@language'])) || typeof value['@value'] === 'object')
      report.fail('@value', 'common.value')
    if ('@type' in value && (typeof value['@type'] !== 'string' || !(isAbsolute(value['@type']) || /^[a-z]\w*$/i.test(value['@type']))))
      report.fail('@type', 'common.type')
    return
  }
  for (const key of keys) {
    const own = value[key]
    if (key === '@type') {
      if (![own].flat().every(isType)) report.fail(key, 'common.type')
    } else if (key === '@id') {
      if (typeof own !== 'string' || own.startsWith('_:')) report.fail(key, 'common.id')
    } else if (key.startsWith('@')) report.fail(key, 'common.keyword')
    else checkCommon(own, report.within(key))
  }
}

const inherited = [
  'aboutUrl',
  'datatype',
  'default',
  'lang',
  'null',
  'ordered',
  'propertyUrl',
  'required',
  'separator',
  'textDirection',
  'valueUrl',
]
const properties = {
  TableGroup: ['tables', 'dialect', 'notes', 'tableDirection', 'tableSchema', 'transformations', ...inherited],
  Table: ['url', 'dialect', 'notes', 'suppressOutput', 'tableDirection', 'tableSchema', 'transformations', ...inherited],
  Schema: ['columns', 'foreignKeys', 'primaryKey', 'rowTitles', ...inherited],
  Column: ['name', 'titles', 'suppressOutput', 'virtual', ...inherited],
  Dialect:
    'commentPrefix delimiter doubleQuote encoding header headerRowCount lineTerminators quoteChar skipBlankRows skipColumns skipInitialSpace skipRows trim'.split(
      ' ',
    ),
  Template: ['url', 'scriptFormat', 'targetFormat', 'source', 'titles'],
} as const
export type Kind = keyof typeof properties

/** Checks what every described thing has: its key, its type, properties that it may have and those of other vocabularies. */
export function checkShape(value: Described, kind: Kind, report: Report): void {
  for (const key of Object.keys(value)) {
    if (key === '@context') continue
    if (key === '@id') {
      if (typeof value[key] !== 'string') report.warn(key, 'property.value')
      else if (value[key].startsWith('_:')) report.fail(key, 'id')
    } else if (key === '@type') {
      if (value[key] !== kind) report.fail(key, 'type')
    } else if (key === 'notes') checkCommon(value[key], report.within(key))
    else if ((properties[kind] as readonly string[]).includes(key)) continue
    else if (key.includes(':') && (prefixes.has(key.split(':')[0]!) || /^[a-z][a-z\d+.-]*:\/\//i.test(key)))
      checkCommon(value[key], report.within(key))
    else report.warn(key, 'property.unknown')
  }
}

/** The value of a property as it must be; with a warning and undefined when it is something else. */
export function take<T>(of: Described, key: string, is: (value: unknown) => value is T, report: Report): T | undefined {
  const value = of[key]
  if (value === undefined) return undefined
  if (is(value)) return value
  report.warn(key, 'property.value')
  return undefined
}

export const isText = (value: unknown): value is string => typeof value === 'string'
export const isFlag = (value: unknown): value is boolean => typeof value === 'boolean'
export const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0
export const isTextOrNull = (value: unknown): value is string | null => value === null || isText(value)
export const oneOf =
  <T extends string>(...all: readonly T[]) =>
  (value: unknown): value is T =>
    all.includes(value as T)
