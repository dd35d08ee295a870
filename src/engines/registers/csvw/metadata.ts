import { kindOf, resultOf, type AnyField, type AnyRegister, type Fields } from '#declare'

/** A column of another open data set that columns of this one refer to. */
export interface CsvForeignKey {
  columns: readonly string[]
  /** Address of the CSV referred to, relative to the metadata. */
  resource: string
  reference: readonly string[]
}

/** A CSV of a register's records, as exports write it ({@link ../export.ts}). */
export interface DescribedCsv {
  /** Address of the CSV, relative to where its metadata lies: the name of the file where both lie side by side. */
  url: string
  register: AnyRegister
  /** Keys of the fields, in the order of the columns; the header holds their labels. */
  columns: readonly string[]
  /** The English of a label; the key of the field stands for what has none. */
  inEnglish(label: string): string | undefined
  /** When the data was last changed, or taken. */
  modified: Date
  /** What the data set is called; the register's label when not said. */
  title?: string
  /** Address of the licence of what is open. */
  license?: string
  /** Values about persons stand as they are. Otherwise a mask may stand in their place, and nothing but words can be promised of them. */
  isPlain?: boolean
  /** The instant as of which the records are told, where it is not the present. */
  asOf?: string
  /** Records that have ended are in it too, so that keys may come twice. */
  hasEnded?: boolean
  foreignKeys?: readonly CsvForeignKey[]
}

/** Metadata of tabular data (CSV on the Web, W3C Recommendation of 17 December 2015), as JSON. */
export type CsvwMetadata = Readonly<Record<string, unknown>>

/** The media type of metadata, by which a `Link` header names it (Model for Tabular Data, 5.2). */
export const csvwType = 'application/csvm+json'

/** Where the metadata of a CSV is looked for beside it (Model for Tabular Data, 5.3). */
export const metadataName = (csv: string): string => `${csv}-metadata.json`

type Datatype = string | Readonly<Record<string, unknown>>

/** An apostrophe may stand before words that a spreadsheet would calculate. */
const GUARD = 1

/** How the cells of a column are written, as exports write them. */
function datatypeOf(declared: AnyField, isPlain: boolean): { datatype: Datatype; separator?: string } {
  const field = resultOf(declared) as AnyField & { decimals?: number; min?: number; max?: number; multiple?: boolean; choices?: object }
  if (field.privacy !== 'none' && !isPlain) return { datatype: 'string' }
  switch (field.kind) {
    case 'number':
      return {
        datatype: {
          base: field.decimals ? 'decimal' : 'integer',
          ...(field.min === undefined ? {} : { minimum: field.min }),
          ...(field.max === undefined ? {} : { maximum: field.max }),
        },
      }
    case 'money':
      return { datatype: { base: 'decimal', 'schema:unitText': 'CNY' } }
    case 'date':
      return { datatype: 'date' }
    case 'moment':
      return { datatype: { base: 'dateTime', format: 'yyyy-MM-dd HH:mm:ss' } }
    case 'flag':
      return { datatype: { base: 'boolean', format: [true, false].map((value) => kindOf(field).format(value, field)).join('|') } }
    case 'choice':
      return field.multiple ? { datatype: 'string', separator: '、' } : { datatype: 'string' }
    case 'references':
      return { datatype: 'string', separator: '、' }
    case 'rows':
      return { datatype: 'json' }
    case 'text':
      return { datatype: { base: 'string', maxLength: (field.max ?? 200) + GUARD } }
    case 'person-id':
      return { datatype: { base: 'string', format: '\\d{17}[\\dX]' } }
    case 'credit-code':
      return { datatype: { base: 'string', length: 18 } }
    default:
      return { datatype: 'string' }
  }
}

/** Kinds whose cells are not keys: titles of other records are not unique, and parts and shapes identify nothing. */
const identifies = (field: AnyField): boolean =>
  ['text', 'choice', 'code', 'number', 'date', 'person-id', 'credit-code', 'phone', 'plate', 'sequence', 'gapless'].includes(field.kind)

/** The first key of the register that all of its cells are in the file for, if there is one. */
function primaryKeyOf({ register, columns, isPlain = false, hasEnded = false }: DescribedCsv): readonly string[] | undefined {
  if (hasEnded || register.effective) return undefined
  const fields = register.fields as Fields
  return register.unique.find((key) =>
    key.every((one) => {
      const field = fields[one]!
      return columns.includes(one) && !field.optional && identifies(field) && (isPlain || field.privacy === 'none')
    }),
  )
}

/** The JSON Schema of a register, where its properties have their addresses. */
const propertyUrl = (register: AnyRegister, key: string) => `/api/registers/${register.name}/schema#/properties/${key}`

/**
 * Describes a CSV so that programs read it without asking: names, titles in Chinese and English, how each column is written, keys and
 * licence (CSV on the Web). It lies beside the file as {@link metadataName}, or is named by a `Link` header.
 */
export function describeCsv(of: DescribedCsv): CsvwMetadata {
  const { url, register, columns, inEnglish, modified, asOf, title = register.label, license, isPlain = false, foreignKeys = [] } = of
  const primaryKey = primaryKeyOf(of)
  // A row that refers to nothing would break the promise of a key.
  const keys = foreignKeys.filter((one) => one.columns.every((key) => !(register.fields as Fields)[key]!.optional))
  const inBoth = (text: string, english: string | undefined) => [
    { '@value': text, '@language': 'zh' },
    ...(english ? [{ '@value': english, '@language': 'en' }] : []),
  ]
  return {
    '@context': ['http://www.w3.org/ns/csvw', { '@language': 'zh' }],
    '@type': 'Table',
    url,
    'dc:title': inBoth(title, inEnglish(title)),
    ...(register.about ? { 'dc:description': inBoth(register.about, inEnglish(register.about)) } : {}),
    ...(license ? { 'dc:license': { '@id': license } } : {}),
    'dc:modified': { '@value': modified.toISOString(), '@type': 'xsd:dateTime' },
    // What the register knew at this instant, which is not when it was taken.
    ...(asOf ? { 'dc:valid': { '@value': asOf, '@type': 'xsd:dateTime' } } : {}),
    dialect: {
      encoding: 'utf-8',
      delimiter: ',',
      quoteChar: '"',
      doubleQuote: true,
      lineTerminators: ['\r\n'],
      header: true,
      trim: false,
      commentPrefix: null,
    },
    tableSchema: {
      '@type': 'Schema',
      columns: columns.map((key) => {
        const field = (register.fields as Fields)[key]!
        // What a record refers to may have no title for whoever takes it away.
        const isShownAlways = !field.optional && field.kind !== 'ref'
        return {
          name: key,
          titles: { zh: field.label, en: inEnglish(field.label) ?? key },
          ...(field.help ? { 'dc:description': field.help } : {}),
          propertyUrl: propertyUrl(register, key),
          ...datatypeOf(field, isPlain),
          ...(isShownAlways ? { required: true } : {}),
        }
      }),
      ...(primaryKey ? { primaryKey } : {}),
      ...(keys.length > 0
        ? {
            foreignKeys: keys.map(({ columns: own, resource, reference }) => ({
              columnReference: own,
              reference: { resource, columnReference: reference },
            })),
          }
        : {}),
    },
  }
}
