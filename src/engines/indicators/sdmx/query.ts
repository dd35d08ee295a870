/** What is asked for by an SDMX 3.0 data query (github.com/sdmx-twg/sdmx-rest, doc/data.md): the key, and `c[TIME_PERIOD]`. */
import { Invalid } from '#kernel/errors'
import { firstDay, lastDay } from '../periods.ts'

/** One key: each part a code, or anything. */
export type Key = readonly (string | undefined)[]

const wrong = (path: string) => new Invalid('SDMX 查询不对', { code: 'sdmx.query', path })

/** Keys of a path, apart by commas; `*` or nothing stands for anything. @throws Invalid where one has too many parts */
export function keysOf(text: string): Key[] {
  return text.split(',').map((one) => {
    const parts = one === '*' ? [] : one.split('.')
    if (parts.length > 3 || parts.some((part) => !/^(\*|[A-Za-z0-9_@$-]*)$/.test(part))) throw wrong('key')
    return [0, 1, 2].map((i) => (parts[i] === undefined || parts[i] === '*' || parts[i] === '' ? undefined : parts[i]))
  })
}

const period = /^\d{4}(-\d\d){0,2}$/
/** The first and last day of a year, month or day. */
const daysOf = (text: string): [string, string] =>
  text.length === 4 ? [`${text}-01-01`, `${text}-12-31`] : [firstDay(text), lastDay(text)]

/** The days that `c[TIME_PERIOD]` takes: one period, or `ge:` and `le:` joined by `+`, which arrives as a blank. @throws Invalid otherwise */
export function spanOf(text: string | undefined): { from?: string; to?: string } {
  if (text === undefined) return {}
  const span: { from?: string; to?: string } = {}
  for (const part of text.split(/[+ ]/)) {
    const [, operator = 'eq', value = ''] = /^(?:(eq|ge|le):)?(.+)$/.exec(part) ?? []
    if (!period.test(value)) throw wrong('c[TIME_PERIOD]')
    const [first, last] = daysOf(value)
    if (operator !== 'le') span.from = first
    if (operator !== 'ge') span.to = last
  }
  return span
}

export type Format = 'json' | 'csv'

/** The format that is accepted best of those that are given out; nothing where none is. `*` takes JSON. */
export function formatOf(accept: string | undefined, kind: 'data' | 'structure'): Format | undefined {
  for (const range of (accept ?? '*/*').split(',').map((one) => one.trim().toLowerCase())) {
    const [type = '', ...more] = range.split(';').map((one) => one.trim())
    const version = more.find((one) => one.startsWith('version='))?.slice(8)
    // Messages are told in 2.0; who asks for another version of the format asks for another format.
    if (version !== undefined && !version.startsWith('2.0')) continue
    if (type === '*/*' || type === 'application/*' || type === 'application/json' || type === `application/vnd.sdmx.${kind}+json`)
      return 'json'
    if (kind === 'data' && (type === 'application/vnd.sdmx.data+csv' || type === 'text/csv')) return 'csv'
  }
  return undefined
}
