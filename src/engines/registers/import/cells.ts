import { kindOf, MOST_REFERENCES, type AnyField, type CodeField } from '#declare'
import { isKey } from '#kernel/keys'
import type { Cell } from './rows.ts'

/** What reading cells needs to know. */
export interface CellParts {
  codeLists: ReadonlyMap<string, ReadonlyMap<string, string>>
  timezone: string
}

/** A value, references still to be found by their words or keys, nothing, or what is wrong. */
export type Read = { value: unknown } | { words: readonly string[]; several: boolean } | { problem: string }

const nothing: Read = { value: null }

const codesByName = new WeakMap<ReadonlyMap<string, string>, Map<string, string | null>>()

/** Codes of a list by their names; null for a name that several codes have. */
function byName(list: ReadonlyMap<string, string>): Map<string, string | null> {
  const known = codesByName.get(list)
  if (known) return known
  const made = new Map<string, string | null>()
  for (const [code, name] of list) made.set(name, made.has(name) ? null : code)
  codesByName.set(list, made)
  return made
}

function readCode(list: ReadonlyMap<string, string> | undefined, text: string): Read {
  if (!list || list.has(text)) return { value: text }
  // As an export writes it: the code, a blank, the name.
  const [code, ...rest] = text.split(/\s+/)
  if (rest.length > 0 && list.get(code!) === rest.join(' ')) return { value: code }
  const found = byName(list).get(text)
  if (found === null) return { problem: `有几个代码都叫“${text}”，请填代码` }
  return { value: found ?? text }
}

const offsets = new Map<string, Intl.DateTimeFormat>()

/** A moment by the city's clock as ISO 8601 with its offset. */
function withOffset(day: string, time: string, timezone: string): string {
  let format = offsets.get(timezone)
  if (!format) offsets.set(timezone, (format = new Intl.DateTimeFormat('en-US', { timeZone: timezone, timeZoneName: 'longOffset' })))
  const said = format.formatToParts(new Date(`${day}T${time}Z`)).find(({ type }) => type === 'timeZoneName')?.value ?? 'GMT'
  return `${day}T${time}${said === 'GMT' ? 'Z' : said.replace('GMT', '')}`
}

const local = /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?[ T]+(\d{1,2}):(\d\d)(?::(\d\d))?$/

function readMoment(text: string, timezone: string): string {
  const match = local.exec(text)
  if (!match) return text
  const [, year, month, day, hour, minute, second = '00'] = match as unknown as string[]
  const at = withOffset(
    `${year}-${month!.padStart(2, '0')}-${day!.padStart(2, '0')}`,
    `${hour!.padStart(2, '0')}:${minute}:${second}`,
    timezone,
  )
  return Number.isNaN(Date.parse(at)) ? text : at
}

/** Kinds whose values have parts, which NDJSON brings as such. */
const withParts: ReadonlySet<string> = new Set(['rows', 'point', 'choice', 'period', 'address', 'line', 'area', 'references'])

/** Whether a text is what its field shows in the place of a value: masking it again changes nothing. */
function isMasked(field: AnyField, text: string): boolean {
  const { mask } = kindOf(field)
  const stars = text.trim().replaceAll('＊', '*')
  if (field.privacy === 'none' || !mask || !stars.includes('*')) return false
  return mask(field.kind === 'address' ? { text: stars } : stars, field) === stars
}

const isTexts = (cell: object): cell is string[] => Array.isArray(cell) && cell.every((one) => typeof one === 'string')

function readReferences(words: readonly string[]): Read {
  if (words.length === 0) return nothing
  if (words.length > MOST_REFERENCES) return { problem: `最多 ${MOST_REFERENCES} 条` }
  return words.every(isKey) ? { value: words } : { words, several: true }
}

/** Reads a cell as a value of a field; a key or words of a record referred to are looked up by whoever reads the whole chunk. */
export function readCell(parts: CellParts, field: AnyField, cell: Cell): Read {
  if (cell === null || cell === undefined || cell === '') return nothing
  if (typeof cell === 'object') {
    if (!withParts.has(field.kind)) return { problem: '应为一个值' }
    return field.kind === 'references' && isTexts(cell) ? readReferences(cell) : { value: cell }
  }
  if (typeof cell === 'boolean' && field.kind === 'flag') return { value: cell }
  const text = typeof cell === 'string' ? cell : String(cell)
  if (text.trim() === '') return nothing
  // A masked value that came out of an export must not take the place of the true one.
  if (isMasked(field, text)) return { problem: '是遮蔽后的内容，不能写入' }
  switch (field.kind) {
    case 'ref':
    case 'region': {
      const words = text.trim()
      return isKey(words) ? { value: words } : { words: [words], several: false }
    }
    case 'references': {
      const keys = kindOf(field).parse(text, field) as string[]
      if (keys.every(isKey)) return readReferences(keys)
      // Blanks part keys; a title may hold some.
      const words = text.split(/[、,，;；\n]+/).map((one) => one.trim())
      return readReferences(words.filter(Boolean))
    }
    case 'code':
      return readCode(parts.codeLists.get((field as unknown as CodeField).list), text.trim())
    case 'moment':
      return { value: readMoment(text.trim(), parts.timezone) }
    case 'rows':
      try {
        return { value: JSON.parse(text) as unknown }
      } catch {
        return { problem: '应为 JSON 写成的若干行' }
      }
    case 'sequence':
      return { value: text.trim() }
    default:
      return { value: kindOf(field).parse(text, field) }
  }
}
