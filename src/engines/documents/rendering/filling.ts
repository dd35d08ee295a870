import { placeholdersOf, standingFields, type DataOf, type Problem, type Template, type TemplateBlock, type TemplateFields } from '#declare'
import { formatValue } from './formats.ts'

/** A block with every placeholder filled: what is drawn. */
export type FilledBlock =
  | { block: 'recipient'; text: string }
  | { block: 'heading'; text: string }
  | { block: 'paragraph'; text: string; align: 'left' | 'center' | 'right'; indent: boolean }
  | { block: 'rows'; rows: { label: string; text: string }[] }
  | { block: 'list'; items: string[] }
  | { block: 'blanks'; labels: readonly string[] }
  | { block: 'signature'; organisation: string; date: string }

/** A template with its data in place. */
export interface FilledTemplate {
  title: string
  blocks: FilledBlock[]
}

/** Values that the engine itself knows about every document. */
export interface StandingData {
  number?: string
  organisation: string
  /** `YYYY-MM-DD`. */
  issuedOn: string
}

type Values = Record<string, unknown>

function checkValue(value: unknown, kind: string): string | undefined {
  switch (kind) {
    case 'money':
      return Number.isSafeInteger(value) ? undefined : '应为以分为单位的整数金额'
    case 'date':
      return typeof value === 'string' && /^\d{4}-\d\d-\d\d$/.test(value) && !Number.isNaN(Date.parse(`${value}T00:00:00Z`))
        ? undefined
        : '应为日期，如 2026-03-01'
    case 'moment':
      return typeof value === 'string' && /T.*(Z|[+-]\d\d:\d\d)$/.test(value) && !Number.isNaN(Date.parse(value))
        ? undefined
        : '应为带时区的时间'
    default:
      return typeof value === 'string' ? undefined : '应为文字'
  }
}

/** What is wrong with data for a template: a missing value, one of another kind, one that the template does not know. */
export function checkDocumentData<T extends Template>(template: T, data: DataOf<T>): Problem[] {
  const values = data as Values
  const fields: TemplateFields = template.fields
  const problems: Problem[] = Object.keys(values)
    .filter((key) => !Object.hasOwn(fields, key))
    .map((key) => ({ path: key, message: '文书模板没有这个字段' }))
  const report = (path: string, message: string | undefined) => void (message && problems.push({ path, message }))
  for (const [key, field] of Object.entries(fields)) {
    const value = values[key]
    if (value === undefined || value === null) report(key, field.optional ? undefined : `缺少${field.label}`)
    else if (field.kind !== 'list') report(key, checkValue(value, field.kind))
    else if (!Array.isArray(value)) report(key, '应为列表')
    else
      value.forEach((element: unknown, index) => {
        if (!field.items) return report(`${key}.${index}`, checkValue(element, 'text'))
        for (const [column, item] of Object.entries(field.items))
          report(`${key}.${index}.${column}`, checkValue((element as Values | null)?.[column], item.kind))
      })
  }
  return problems
}

function fillText(text: string, fields: TemplateFields, values: Values, timezone: string): string {
  let filled = ''
  let from = 0
  for (const { key, format, start, end } of placeholdersOf(text)) {
    filled += text.slice(from, start) + formatValue(values[key], fields[key]!, format, timezone)
    from = end
  }
  return filled + text.slice(from)
}

const isThere = (value: unknown) => value !== undefined && value !== null && value !== '' && !(Array.isArray(value) && value.length === 0)

/**
 * Where to turn against a decision: reconsideration within 60 days of knowing of the act (行政复议法 2023, article 20),
 * court within six months (行政诉讼法 2017, article 46). A special law with another limit needs a paragraph of its own.
 */
const remedies = (review: string, court: string) =>
  `如对本决定不服，可以自收到本文书之日起六十日内依法向${review}申请行政复议，也可以自收到本文书之日起六个月内依法直接向${court}提起行政诉讼。`

/** Puts data into a template whose declaration and data were checked before. */
export function fillTemplate<T extends Template>(template: T, data: DataOf<T>, standing: StandingData, timezone: string): FilledTemplate {
  const fields: TemplateFields = { ...template.fields, ...standingFields }
  const values: Values = { ...(data as Values), ...standing }
  const fill = (text: string) => fillText(text, fields, values, timezone)
  const shown = (part: { when?: string }) => part.when === undefined || isThere(values[part.when])
  const fillBlock = (block: TemplateBlock): FilledBlock => {
    switch (block.block) {
      case 'recipient':
      case 'heading':
        return { block: block.block, text: fill(block.text) }
      case 'paragraph':
        return { block: 'paragraph', text: fill(block.text), align: block.align ?? 'left', indent: block.indent ?? !block.align }
      case 'rows':
        return { block: 'rows', rows: block.rows.filter(shown).map((row) => ({ label: row.label, text: fill(row.text) })) }
      case 'list': {
        const field = fields[block.of]!
        const items: TemplateFields = field.items ?? { item: { label: field.label, kind: 'text' } }
        const elements = (values[block.of] ?? []) as unknown[]
        const texts = elements.map((element) =>
          fillText(block.item ?? '{item}', items, field.items ? (element as Values) : { item: element }, timezone),
        )
        return { block: 'list', items: texts.length === 0 && block.empty ? [block.empty] : texts }
      }
      case 'remedies':
        return { block: 'paragraph', text: remedies(fill(block.review), fill(block.court)), align: 'left', indent: true }
      case 'blanks':
        return { block: 'blanks', labels: block.labels }
      case 'signature':
        return { block: 'signature', organisation: fill(block.organisation), date: fill(block.date) }
    }
  }
  return { title: fill(template.title), blocks: template.blocks.filter(shown).map(fillBlock) }
}
