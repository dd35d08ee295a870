import type { AnyField, Fields } from '#declare'
import type { Actor } from '#kernel/context'
import type { City } from '../../src/main.ts'
import { levelOf, revealable, type Item, type Level, type World } from './leak-world.ts'

/** What came back from a door. */
export interface Got {
  status: number
  text: string
}
export type Ask = (method: string, url: string, body?: unknown, by?: Actor) => Promise<Got>

/** A file of comma-separated values to be uploaded, in place of a body. */
export interface Upload {
  csv: string
}

/** One try: who asked what of which world, and where leaks are told. */
export interface Try {
  city: City
  world: World
  actor: Actor
  register: string
  items: readonly Item[]
  ask: Ask
  /** Which of those who ask it is: what is not asked by each is asked by others. */
  turn: number
  /** A leak, in words. */
  leak(what: string): void
  /** That an answer had to show something, and whether it did. */
  shows(door: string, does: boolean): void
}

export type Door = (of: Try) => Promise<void>

export const fieldKeys = ['name', 'note', 'count', 'secret', 'told'] as const
const keysIn = (text: string): Set<string> => new Set(text.match(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g))

/** Values in an answer that the actor may not see plainly. */
export function hold({ world, actor, leak }: Try, door: string, { status, text }: Got, level: (item: Item, key: string) => Level): void {
  if (status >= 500) leak(`${door}: ${status}`)
  for (const item of world.items)
    for (const [key, value] of Object.entries(item.values))
      if (text.includes(String(value)) && level(item, key) !== 'plain') leak(`${door} tells ${actor.kind} ${item.register}.${key}`)
}
/** By reading; of a formula, and what it reads, either tells the other. */
export const read =
  ({ world, actor }: Try) =>
  (item: Item, key: string): Level => {
    const own = levelOf(world, actor, item, key)
    if (key !== 'note' || own === 'plain') return own
    return levelOf(world, actor, item, 'told')
  }

/** Records in an answer to a question about a field that the actor may not ask about of them. */
function holdFound(of: Try, door: string, got: Got, may: (item: Item) => boolean): void {
  hold(of, door, got, read(of))
  if (got.status !== 200) return
  const found = keysIn(got.text)
  for (const item of of.items)
    if (found.has(item.id) && !may(item)) of.leak(`${door} finds a record of ${of.register} by what is hidden of it`)
}

/** Each record by one of the fields whose words are searched: over all who ask, by either. */
const namedBy = ({ items, turn }: Try) => items.map((item, i) => ({ item, key: (['name', 'note'] as const)[(i + turn) % 2]! }))

const list: Door = async (of) => {
  const url = `/api/registers/${of.register}`
  const level = (item: Item, key: string) => levelOf(of.world, of.actor, item, key)
  const fields = of.world.registers.find(({ name }) => name === of.register)!.fields as Fields
  hold(of, 'list', await of.ask('GET', `${url}?limit=100`), read(of))
  hold(of, 'list then', await of.ask('GET', `${url}?limit=100&asOf=${encodeURIComponent(new Date().toISOString())}`), read(of))
  for (const key of fieldKeys) {
    const sealed = (fields[key] as AnyField).sealed
    for (const [i, item] of of.items.entries()) {
      if (i % 3 > 0 && key !== 'note') continue
      const value = encodeURIComponent(String(item.values[key]))
      // The whole of a sealed value may be looked up, wherever the field is there.
      holdFound(of, `list?where.${key}`, await of.ask('GET', `${url}?where.${key}=${value}`), (one) =>
        sealed ? level(one, key) !== 'none' : level(one, key) === 'plain',
      )
    }
    const part = encodeURIComponent(String(of.items[0]!.values[key]).slice(0, 4))
    holdFound(
      of,
      `list?where.${key}.contains`,
      await of.ask('GET', `${url}?where.${key}.contains=${part}`),
      (one) => level(one, key) === 'plain',
    )
    holdFound(
      of,
      `list?where.${key}.isEmpty`,
      await of.ask('GET', `${url}?where.${key}.isEmpty=false`),
      (one) => level(one, key) !== 'none',
    )
    const sorted = await of.ask('GET', `${url}?sort=${key}&limit=100`)
    holdFound(of, `list?sort=${key}`, sorted, (one) => level(one, key) !== 'masked')
  }
  for (const { item, key } of namedBy(of)) {
    const got = await of.ask('GET', `${url}?search=${String(item.values[key])}`)
    holdFound(of, `list?search of ${key}`, got, (one) => one !== item || level(one, key) === 'plain')
    const { items = [], found } = (got.status === 200 ? JSON.parse(got.text) : {}) as { items?: unknown[]; found?: { count: number } }
    if (found && found.count !== items.length) of.leak(`search counts ${found.count} and shows ${items.length}`)
  }
}

const one: Door = async (of) => {
  for (const item of of.items) {
    const got = await of.ask('GET', `/api/registers/${of.register}/${item.id}`)
    hold(of, 'record', got, read(of))
    const then = encodeURIComponent(new Date().toISOString())
    hold(of, 'record then', await of.ask('GET', `/api/registers/${of.register}/${item.id}?asOf=${then}`), read(of))
    const there = fieldKeys.filter((key) => levelOf(of.world, of.actor, item, key) !== 'none')
    if (got.status !== 200) {
      if (there.length > 0) of.shows('record', false)
      continue
    }
    const { record } = JSON.parse(got.text) as { record: Record<string, unknown> }
    for (const key of ['name', 'note', 'count'] as const)
      if (levelOf(of.world, of.actor, item, key) === 'plain') of.shows(`record: ${key}`, record[key] === item.values[key])
    for (const key of fieldKeys) if (!there.includes(key) && key in record) of.leak(`record: ${key} is there`)
  }
}

const history: Door = async (of) => {
  for (const item of of.items) {
    const got = await of.ask('GET', `/api/registers/${of.register}/${item.id}/history`)
    hold(of, 'history', got, (other, key) => (other === item ? levelOf(of.world, of.actor, other, key, 'history') : read(of)(other, key)))
    if (got.status !== 200) continue
    const hidden = fieldKeys.filter((key) => levelOf(of.world, of.actor, item, key, 'history') === 'none')
    const { versions } = JSON.parse(got.text) as { versions: { before: Record<string, unknown> | null; fields: string[] | null }[] }
    for (const { before, fields } of versions)
      for (const key of hidden) if ((before && key in before) || fields?.includes(key)) of.leak(`history tells that ${key} changed`)
  }
}

const compared: Door = async (of) => {
  for (const item of of.items) {
    const got = await of.ask('GET', `/api/registers/${of.register}/${item.id}/compare?from=1&to=2`)
    hold(of, 'compare', got, (other, key) => (other === item ? levelOf(of.world, of.actor, other, key, 'history') : 'none'))
    const corrected = await of.ask('GET', `/api/registers/${of.register}/${item.id}/corrections`)
    hold(of, 'corrections', corrected, (other, key) => (other === item ? read(of)(other, key) : 'none'))
  }
}

const exported: Door = async (of) => {
  const url = `/api/registers/${of.register}/export`
  for (const format of ['csv', 'ndjson'])
    for (const key of fieldKeys) {
      const got = await of.ask('POST', url, { query: '', columns: [key], format, reason: '核对档案' })
      hold(of, `export ${format}`, got, (item, field) => levelOf(of.world, of.actor, item, field === 'note' ? key : field, 'export'))
    }
  const [item] = of.items
  const got = await of.ask('POST', url, {
    query: `where.note=${String(item!.values.note)}`,
    columns: ['person', 'note'],
    reason: '核对档案',
  })
  const rows = got.status === 200 ? got.text.trim().split('\n').length - 1 : 0
  if (rows > 0 && levelOf(of.world, of.actor, item!, 'note', 'export') !== 'plain') of.leak('export filters by what is hidden')
}

const reveal: Door = async (of) => {
  for (const [i, item] of of.items.entries())
    for (const key of fieldKeys.filter((_, n) => (i + n + of.turn) % 2 === 0)) {
      const got = await of.ask('POST', `/api/registers/${of.register}/${item.id}/reveal`, { field: key, reason: '核对档案' })
      if (got.status === 200 && !revealable(of.world, of.actor, item, key)) of.leak(`reveal shows ${key}`)
      hold(of, 'reveal', got, (other, field) =>
        other === item && (field === key || (key === 'told' && field === 'note')) && revealable(of.world, of.actor, item, key)
          ? 'plain'
          : 'none',
      )
    }
}

const changed: Door = async (of) => {
  for (const item of of.items.slice(of.turn % 8, (of.turn % 8) + 1))
    for (const key of fieldKeys.slice(0, 3)) {
      // A version that never was: whoever may change it is told so, and everybody else something else; nothing is written.
      const changes = { [key]: key === 'count' ? -1 : 'x'.repeat(300) }
      const got = await of.ask('PATCH', `/api/registers/${of.register}/${item.id}`, { version: 99, changes })
      if (got.status === 200) of.leak('a version that never was is changed')
      hold(of, 'change', got, () => 'none')
      const asked = await of.ask('POST', `/api/registers/${of.register}/${item.id}/corrections`, {
        changes: { [key]: null },
        reason: '有误',
      })
      hold(of, 'correction', asked, () => 'none')
      const ended = await of.ask('DELETE', `/api/registers/${of.register}/${item.id}`, { version: 99 })
      if (ended.status < 400) of.leak('a version that never was is ended')
      hold(of, 'end', ended, () => 'none')
    }
}

const found: Door = async (of) => {
  for (const { item, key } of namedBy(of)) {
    const got = await of.ask('GET', `/api/find?search=${String(item.values[key])}`)
    holdFound(of, `find by ${key}`, got, (one) => one !== item || levelOf(of.world, of.actor, one, key) === 'plain')
  }
}

const sources: Door = async (of) => {
  for (const item of of.items) {
    const got = await of.ask('GET', `/api/registers/${of.register}/${item.id}/sources`)
    hold(of, 'sources', got, (other, key) => (other === item ? read(of)(other, key) : 'none'))
    if (got.status !== 200) continue
    const { fields } = JSON.parse(got.text) as { fields: { field: string }[] }
    for (const key of fieldKeys) {
      const there = fields.some(({ field }) => field === key)
      if (there && levelOf(of.world, of.actor, item, key) === 'none') of.leak(`sources: ${key} is there`)
      if (key === 'note' && levelOf(of.world, of.actor, item, key) === 'plain')
        of.shows('sources', got.text.includes(String(item.values[key])))
    }
  }
}

const picture: Door = async (of) => {
  for (const item of of.items.slice(of.turn % 8, (of.turn % 8) + 1))
    for (const key of [...fieldKeys, 'nothing'])
      hold(of, 'picture', await of.ask('GET', `/api/registers/${of.register}/${item.id}/pictures/${key}`), () => 'none')
}

/** Two records that may not be changed: what is hidden of them is not named in the refusal. */
const merge: Door = async (of) => {
  const [survivor, merged] = of.items
  const hidden = levelOf(of.world, of.actor, survivor!, 'name') === 'none'
  if (!hidden) return
  const body = { survivor: survivor!.id, merged: merged!.id, taken: ['note'], reason: '核对档案' }
  const got = await of.ask('POST', `/api/registers/${of.register}/merges`, body)
  if (got.status < 400) of.leak('a record that is not there is merged')
  hold(of, 'merge', got, () => 'none')
}

/** Asks once, as a route that gives values of no record. */
export const quiet =
  (method: string, url: string, body?: unknown): Door =>
  async (of) =>
    hold(of, url, await of.ask(method, url.replace(':register', of.register).replace(':id', of.items[0]!.id), body), () => 'none')

/** Every route of records, with how it is tried. */
export const recordDoors: Readonly<Record<string, Door>> = {
  'GET /api/registers/:register': list,
  'GET /api/registers/:register/:id': one,
  'GET /api/registers/:register/:id/history': history,
  'GET /api/registers/:register/:id/compare': compared,
  'GET /api/registers/:register/:id/corrections': compared,
  'POST /api/asks/:id/withdraw': quiet('POST', '/api/asks/:id/withdraw', {}),
  'POST /api/registers/:register/:id/restore': quiet('POST', '/api/registers/:register/:id/restore', {
    version: 99,
    to: 1,
    reason: '核对档案',
  }),
  'POST /api/registers/:register/:id/reopen': quiet('POST', '/api/registers/:register/:id/reopen', { version: 99, reason: '核对档案' }),
  'GET /api/registers/:register/:id/periods': quiet('GET', '/api/registers/:register/:id/periods'),
  'POST /api/registers/:register/:id/periods': quiet('POST', '/api/registers/:register/:id/periods', { from: '2026-01-01', values: {} }),
  'GET /api/registers/:register/:id/pictures/:field': picture,
  'POST /api/registers/:register/export': exported,
  'POST /api/registers/:register/:id/reveal': reveal,
  'PATCH /api/registers/:register/:id': changed,
  'DELETE /api/registers/:register/:id': changed,
  'POST /api/registers/:register/:id/corrections': changed,
  'GET /api/find': found,
  'POST /api/registers/:register': quiet('POST', '/api/registers/:register', { name: 'x' }),
  'GET /api/registers/:register/schema': quiet('GET', '/api/registers/:register/schema'),
  'GET /api/registers/:register/csv-metadata': quiet('GET', '/api/registers/:register/csv-metadata?columns=name,note,count,secret,told'),
  'GET /api/registers/:register/:id/sources': sources,
  // A source that nobody declared: whoever may bring data is told so, and everybody else something else.
  'POST /api/registers/:register/contributions': quiet('POST', '/api/registers/:register/contributions', {
    source: 'nothing',
    said: [{ key: 'x', values: { note: 'x' } }],
  }),
  'GET /api/registers/:register/pairs': quiet('GET', '/api/registers/:register/pairs'),
  'POST /api/registers/:register/pairs/:id/different': quiet('POST', '/api/registers/:register/pairs/:id/different', {}),
  'POST /api/registers/:register/merges': merge,
  'POST /api/registers/:register/:id/unmerge': quiet('POST', '/api/registers/:register/:id/unmerge', { reason: '核对档案' }),
  'POST /api/registers/:register/persons': quiet('POST', '/api/registers/:register/persons', { name: 'q' }),
  'GET /api/me/access': quiet('GET', '/api/me/access'),
  'GET /api/codes/:list': quiet('GET', '/api/codes/nothing'),
  'GET /api/asks': quiet('GET', '/api/asks'),
  'GET /api/asks/:id': quiet('GET', '/api/asks/:id'),
  'POST /api/asks/:id/answer': quiet('POST', '/api/asks/:id/answer', { accept: true, reason: '核对档案' }),
  'GET /api/views': quiet('GET', '/api/views'),
  'PUT /api/views': quiet('PUT', '/api/views', { page: 'registers/x', name: '视图', query: '', reach: 'organisation' }),
  'DELETE /api/views/:id': quiet('DELETE', '/api/views/:id'),
}
