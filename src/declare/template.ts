import type { Problem } from './fields/index.ts'

/** What a value of a document may be; the data itself is plain: see {@link DataOf}. */
export type TemplateKind = 'text' | 'date' | 'moment' | 'money' | 'list'

type ItemKind = Exclude<TemplateKind, 'list'>

/** One value that the template is filled with. */
export interface TemplateField {
  readonly label: string
  readonly kind: TemplateKind
  /** May be absent; its placeholder is then empty, and a block that is shown `when` it is there is left out. */
  readonly optional?: boolean
  /** Columns of a list of rows; a list without them is a list of texts. */
  readonly items?: Readonly<Record<string, { readonly label: string; readonly kind: ItemKind }>>
}

export type TemplateFields = Readonly<Record<string, TemplateField>>

interface Conditional {
  /** Shown only when this field has a value. */
  readonly when?: string
}

/**
 * A part of a document, from top to bottom. Texts hold placeholders: `{key}` or `{key:format}`, formats by kind as in
 * {@link templateFormats}.
 */
export type TemplateBlock = Conditional &
  (
    | { readonly block: 'recipient'; readonly text: string }
    | { readonly block: 'heading'; readonly text: string }
    | { readonly block: 'paragraph'; readonly text: string; readonly align?: 'left' | 'center' | 'right'; readonly indent?: boolean }
    /** A table of two columns. */
    | { readonly block: 'rows'; readonly rows: readonly (Conditional & { readonly label: string; readonly text: string })[] }
    /** One entry per element of a list field; `item` is a text with the placeholders of its columns (`{item}` for a list of texts). */
    | { readonly block: 'list'; readonly of: string; readonly item?: string; readonly empty?: string }
    /** Where to turn for reconsideration and to which court; the time limits are the law's own. */
    | { readonly block: 'remedies'; readonly review: string; readonly court: string }
    /** Lines that are filled in by hand, as on a proof of delivery. */
    | { readonly block: 'blanks'; readonly labels: readonly string[] }
    /** The organ and the day; the seal is set over it. */
    | { readonly block: 'signature'; readonly organisation: string; readonly date: string }
  )

/** A document of the city: an instrument 文书 that an act needs, or a certificate 证照. */
export interface Template<F extends TemplateFields = TemplateFields> {
  readonly name: string
  readonly label: string
  readonly kind: 'instrument' | 'certificate'
  /** `certificate` is 420 × 297 mm, the sheet that hangs on a wall. */
  readonly page: 'A4' | 'A4-landscape' | 'certificate'
  readonly title: string
  /** Carries a number of its own. */
  readonly number: boolean
  /** Bears the seal of the organ. */
  readonly seal: boolean
  /** Carries the QR code and the code with which anybody can verify it. */
  readonly verify: boolean
  /** The rule that asks for it, such as `行政许可法第三十二条`. */
  readonly source?: string
  readonly fields: F
  readonly blocks: readonly TemplateBlock[]
}

type Flags = 'number' | 'seal' | 'verify'

/** Declares a document. Number, seal and verification are there unless switched off. */
export const template = <const F extends TemplateFields>(
  name: string,
  spec: Omit<Template<F>, 'name' | Flags> & Partial<Pick<Template, Flags>>,
): Template<F> => ({ number: true, seal: true, verify: true, ...spec, name })

type Flat<T> = { [K in keyof T]: T[K] } & {}
type ValueOf<K> = K extends 'money' ? number : string
type ElementOf<S> = S extends { items: infer I }
  ? Flat<{ -readonly [K in keyof I]: I[K] extends { kind: infer Kind } ? ValueOf<Kind> : never }>
  : string
type DatumOf<S> = S extends { kind: 'list' } ? ElementOf<S>[] : S extends { kind: infer K } ? ValueOf<K> : never
type OptionalKeys<F> = { [K in keyof F]: F[K] extends { optional: true } ? K : never }[keyof F]

/**
 * What a template is filled with, as plain data: texts; dates as `YYYY-MM-DD`; moments as ISO 8601 with offset; money in
 * whole fen; lists as arrays of texts or of rows. Of a template known only at run time it is a record of anything.
 */
export type DataOf<T> =
  T extends Template<infer F>
    ? string extends keyof F
      ? Record<string, unknown>
      : Flat<
          { -readonly [K in Exclude<keyof F, OptionalKeys<F>>]: DatumOf<F[K]> } & {
            -readonly [K in OptionalKeys<F>]?: DatumOf<F[K]> | null
          }
        >
    : never

/**
 * Formats of each kind, the first being the default: `date-zh` 2026年5月8日 (GB/T 9704-2012, 7.3.5.4), `date-han` 二〇二六年五月八日,
 * `money-zh` 壹仟贰佰元整, `list-zh` joined by 、.
 */
export const templateFormats = {
  text: ['text'],
  date: ['date-zh', 'date-han', 'date-iso'],
  moment: ['moment-zh', 'date-zh', 'date-han', 'date-iso'],
  money: ['money', 'money-zh'],
  list: ['list-zh', 'count'],
} as const satisfies Record<TemplateKind, readonly string[]>

/** Placeholders that every document has, whatever it declares: its number, the organ that issues it, the day of issue. */
export const standingFields = {
  number: { label: '编号', kind: 'text', optional: true },
  organisation: { label: '制发机关', kind: 'text' },
  issuedOn: { label: '制发日期', kind: 'date' },
} as const satisfies TemplateFields

/** A placeholder of a text, where it stands. */
export interface Placeholder {
  key: string
  /** The kind's default when not said. */
  format?: string
  start: number
  end: number
}

/** The placeholders of a text, in order. */
export const placeholdersOf = (text: string): Placeholder[] =>
  [...text.matchAll(/\{([A-Za-z][A-Za-z0-9]*)(?::([a-z-]+))?\}/g)].map((match) => ({
    key: match[1]!,
    ...(match[2] ? { format: match[2] } : {}),
    start: match.index,
    end: match.index + match[0].length,
  }))

function checkText(text: string, fields: TemplateFields, path: string): Problem[] {
  const problems: Problem[] = []
  const placeholders = placeholdersOf(text)
  for (const { key, format } of placeholders) {
    const field = Object.hasOwn(fields, key) ? fields[key] : undefined
    if (!field) problems.push({ path, message: `placeholder {${key}} is not a declared field` })
    else if (format && !(templateFormats[field.kind] as readonly string[]).includes(format))
      problems.push({ path, message: `{${key}:${format}}: a ${field.kind} has the formats ${templateFormats[field.kind].join(', ')}` })
    else if (field.items && !format) problems.push({ path, message: `{${key}} is a list of rows: show it with a list block` })
  }
  const rest = placeholders.reduceRight((left, { start, end }) => left.slice(0, start) + left.slice(end), text)
  if (/[{}]/.test(rest)) problems.push({ path, message: 'a brace that belongs to no placeholder' })
  return problems
}

function checkBlock(block: TemplateBlock, declared: TemplateFields, fields: TemplateFields, path: string): Problem[] {
  const problems: Problem[] = []
  const texts = (parts: Record<string, string>) =>
    Object.entries(parts).flatMap(([key, text]) =>
      text.trim() === '' ? [{ path: `${path}.${key}`, message: 'is empty' }] : checkText(text, fields, `${path}.${key}`),
    )
  const condition = (when: string | undefined, at: string) => {
    if (when !== undefined && !Object.hasOwn(declared, when))
      problems.push({ path: at, message: `shown when ${when}, which is not a declared field` })
  }
  condition(block.when, `${path}.when`)
  switch (block.block) {
    case 'recipient':
    case 'heading':
    case 'paragraph':
      return [...problems, ...texts({ text: block.text })]
    case 'rows':
      if (block.rows.length === 0) problems.push({ path: `${path}.rows`, message: 'has no row' })
      block.rows.forEach((row, index) => {
        condition(row.when, `${path}.rows.${index}.when`)
        problems.push(...checkText(row.text, fields, `${path}.rows.${index}.text`))
      })
      return problems
    case 'list': {
      const field = Object.hasOwn(declared, block.of) ? declared[block.of]! : undefined
      if (field?.kind !== 'list') return [...problems, { path: `${path}.of`, message: `${block.of} is not a declared list` }]
      if (field.items && !block.item) problems.push({ path: `${path}.item`, message: 'a list of rows needs the text of an item' })
      const items: TemplateFields = field.items ?? { item: { label: field.label, kind: 'text' } }
      return [...problems, ...(block.item ? checkText(block.item, items, `${path}.item`) : [])]
    }
    case 'remedies':
      return [...problems, ...texts({ review: block.review, court: block.court })]
    case 'blanks':
      return block.labels.length ? problems : [...problems, { path: `${path}.labels`, message: 'has no line' }]
    case 'signature':
      return [...problems, ...texts({ organisation: block.organisation, date: block.date })]
  }
}

/** What is wrong with a declared document, each with its path; nothing when it can be filled. */
export function checkTemplate(template: Template): Problem[] {
  const problems: Problem[] = []
  if (!/^[a-z][a-z0-9-]*(\.[a-z][a-z0-9-]*)*$/.test(template.name))
    problems.push({ path: 'name', message: 'lower-case words joined by - and .' })
  for (const [key, field] of Object.entries(template.fields)) {
    if (Object.hasOwn(standingFields, key))
      problems.push({ path: `fields.${key}`, message: 'is given to every document and must not be declared' })
    if (!/^[A-Za-z][A-Za-z0-9]*$/.test(key)) problems.push({ path: `fields.${key}`, message: 'a placeholder is letters and digits' })
    if (field.items && field.kind !== 'list') problems.push({ path: `fields.${key}.items`, message: 'only a list has items' })
  }
  const fields: TemplateFields = { ...template.fields, ...standingFields }
  if (template.title.trim() === '') problems.push({ path: 'title', message: 'is empty' })
  problems.push(...checkText(template.title, fields, 'title'))
  template.blocks.forEach((block, index) => problems.push(...checkBlock(block, template.fields, fields, `blocks.${index}`)))
  const signatures = template.blocks.filter((block) => block.block === 'signature').length
  if (signatures > 1) problems.push({ path: 'blocks', message: 'more than one signature' })
  if (template.seal && signatures === 0) problems.push({ path: 'seal', message: 'a seal needs a signature block to stand on' })
  if (template.kind === 'certificate' && !template.number) problems.push({ path: 'number', message: 'a certificate has a number' })
  return problems
}
