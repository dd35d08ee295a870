import { isDeepStrictEqual } from 'node:util'
import { NO_KEY } from '#kernel/keys'
import type { CaseData, CaseRow, ClockRow, TaskRow } from '../rows.ts'
import type { Keys } from './keys.ts'

type Columns = Record<string, unknown>

/** A row of a past case as it is in the end, and what was otherwise in each of its earlier versions. */
interface Kept<R> {
  row: R
  earlier: Columns[]
}

/** What one version of a row leaves in the log; `otherwise` is how that version differed from the last. */
export interface PastVersion {
  table: 'case' | 'move' | 'task' | 'clock' | 'material' | 'instrument'
  record: string
  version: number
  fields: string[] | null
  organisation: string
}

export type PastTask = TaskRow & { version: number; others: string[]; applicant_may: boolean; closed_by: string | null }
export type PastClock = ClockRow & { version: number; organisation: string }
type PastMove = Columns & {
  id: string
  seq: number
  case_version: number
  task: string | null
  stage: string
  branch: string
  actor: string | null
}
type PastInstrument = Columns & { id: string; branch: string; label: string; number: string | null }

/** A number that has no gaps: taken from a counter in the order of time, between two texts. */
export interface PastNumber {
  sign: string
  counter: string
  prefix: string
  at: string
}

/** The rows of one case in memory, and what its moves left in the log, in order. */
export interface PastRows {
  keys: Keys
  of: Kept<CaseRow> | undefined
  tasks: Map<string, Kept<PastTask>>
  clocks: Map<string, Kept<PastClock>>
  moves: PastMove[]
  materials: (Columns & { id: string; key: string; file: string })[]
  instruments: PastInstrument[]
  /** Numbers of instruments and other papers, each under a sign that stands for it until the part is packed. */
  numbers: PastNumber[]
  log: PastVersion[]
}

/** Who acts, as the database learns it from the settings of a transaction. */
export interface Hand {
  account: string | null
  person: string | null
  post: string | null
  organisation: string | null
}

/** What `cases.write` takes. */
interface Written {
  at: Date
  closedBy?: string
  set: { tokens?: unknown; scopes?: unknown; state?: CaseRow['state']; data?: unknown; entity?: string; entityName?: string }
  moves?: Columns[]
  close?: string[]
  open?: Columns[]
  touch?: { id: string; due: string | null; light: TaskRow['light']; provisional: boolean }[]
  clocks?: Columns[]
  materials?: { id: string; key: string; file: string }[]
  instruments?: Columns[]
}

export const emptyRows = (keys: Keys): PastRows => ({
  keys,
  of: undefined,
  tasks: new Map(),
  clocks: new Map(),
  moves: [],
  materials: [],
  instruments: [],
  numbers: [],
  log: [],
})

/** A moment as the database writes it into JSON, in UTC. */
export function momentText(at: Date | string): string {
  const text = new Date(at).toISOString()
  const fraction = text.slice(20, 23).replace(/0+$/, '')
  return `${text.slice(0, 19)}${fraction && `.${fraction}`}+00:00`
}

/** A value as it comes back from a `jsonb` column: keys in its order, by length and then by bytes. */
export function stored<T>(value: T): T {
  if (Array.isArray(value)) return value.map((one) => (one === undefined ? null : (stored(one) as unknown))) as T
  if (value === null || typeof value !== 'object') return value
  if (value instanceof Date) return value.toISOString() as T
  const keys = Object.keys(value).filter((key) => (value as Columns)[key] !== undefined)
  keys.sort((a, b) => Buffer.byteLength(a) - Buffer.byteLength(b) || (a < b ? -1 : 1))
  return Object.fromEntries(keys.map((key) => [key, stored((value as Columns)[key])])) as T
}

/** Writes new values into a row; what they replace is kept for its version, and for those before it that had the same. */
function replace<R extends { version: number }>(kept: Kept<R>, values: Partial<R>): string[] {
  const { row, earlier } = kept
  const before: Columns = { version: row.version }
  const changed: string[] = []
  for (const [key, value] of Object.entries(values)) {
    const old = (row as Columns)[key]
    if (isDeepStrictEqual(old, value)) continue
    changed.push(key)
    before[key] = old
    for (const one of earlier) if (!(key in one)) one[key] = old
    ;(row as Columns)[key] = value
  }
  earlier.push(before)
  row.version++
  return changed
}

/** The case itself, as `cases.open_case` makes it. */
export function openRow(rows: PastRows, given: Columns, set: Written['set'], at: Date): void {
  const id = rows.keys(at)
  const row: CaseRow = {
    id,
    version: 1,
    region: given.region as string,
    region_code: given.regionCode as string,
    region_path: given.regionPath as string,
    organisation: given.organisation as string,
    holder: (given.holder as string | null) ?? NO_KEY,
    number: given.number as string,
    title: given.title as string,
    matter: given.matter as string,
    procedure: given.procedure as string,
    procedure_version: given.procedureVersion as number,
    state: 'open',
    seq: 0,
    applicant_name: given.applicantName as string,
    entity: (given.entity as string | null) ?? null,
    entity_name: (given.entityName as string | null) ?? null,
    region_name: given.regionName as string,
    organisation_name: given.organisationName as string,
    organisations: stored(given.organisations as CaseRow['organisations']),
    implementations: stored(given.implementations as CaseRow['implementations']),
    tokens: stored(set.tokens as CaseRow['tokens']),
    scopes: stored(set.scopes as CaseRow['scopes']),
    plans: stored(given.plans as CaseRow['plans']),
    data: stored(given.data as CaseData),
    opened: momentText(at),
    concluded: null,
  }
  rows.of = { row, earlier: [] }
  rows.log.push({ table: 'case', record: id, version: 1, fields: null, organisation: row.organisation })
}

const caseFields = ['state', 'seq', 'tokens', 'scopes', 'data', 'entity', 'concluded'] as const
const clockFields = ['started', 'ended', 'due', 'provisional', 'state', 'light', 'next_at', 'awaits', 'extended', 'waits']

function writeCase(rows: PastRows, { set, moves = [], at }: Written): void {
  if (Object.keys(set).length === 0 && moves.length === 0) return
  const kept = rows.of!
  const { row } = kept
  const state = set.state ?? row.state
  const changed = replace(kept, {
    seq: row.seq + moves.length,
    state,
    ...('tokens' in set ? { tokens: stored(set.tokens as CaseRow['tokens']) } : {}),
    ...('scopes' in set ? { scopes: stored(set.scopes as CaseRow['scopes']) } : {}),
    ...('data' in set ? { data: stored(set.data as CaseData) } : {}),
    ...('entity' in set ? { entity: set.entity!, entity_name: set.entityName ?? null } : {}),
    ...(state !== 'open' && row.state === 'open' ? { concluded: momentText(at) } : {}),
  })
  rows.log.push({
    table: 'case',
    record: row.id,
    version: row.version,
    fields: caseFields.filter((field) => changed.includes(field)),
    organisation: row.organisation,
  })
}

function writeMoves(rows: PastRows, { moves = [], at }: Written, hand: Hand): void {
  const { row } = rows.of!
  for (const [nth, move] of moves.entries()) {
    const id = rows.keys(at)
    const organisation = hand.organisation ?? NO_KEY
    rows.moves.push({
      id,
      organisation,
      seq: row.seq - moves.length + nth + 1,
      case_version: row.version,
      task: (move.task as string | null) ?? null,
      node: move.node,
      stage: move.stage as string,
      branch: move.branch as string,
      act: move.act,
      legal: move.legal ?? null,
      actor: hand.account,
      person: hand.person,
      actor_name: move.actorName,
      post: hand.post,
      post_name: move.postName ?? null,
      organisation_name: move.organisationName ?? null,
      input: move.input,
      at: at.toISOString(),
    })
    rows.log.push({ table: 'move', record: id, version: 1, fields: null, organisation })
  }
}

function writeTasks(rows: PastRows, { close = [], closedBy, open = [], touch = [], at }: Written): void {
  const { row: of } = rows.of!
  const update = (id: string, values: Partial<PastTask>, fields: string[]) => {
    const kept = rows.tasks.get(id)!
    replace(kept, values)
    rows.log.push({ table: 'task', record: id, version: kept.row.version, fields, organisation: kept.row.organisation })
  }
  for (const id of close) update(id, { closed: momentText(at), closed_by: closedBy ?? null }, ['closed', 'closed_by'])
  for (const task of open) {
    const id = rows.keys(at)
    const organisation = (task.organisation as string | null) ?? NO_KEY
    rows.tasks.set(id, {
      row: {
        id,
        version: 1,
        case_id: of.id,
        organisation,
        region_path: of.region_path,
        number: of.number,
        title: of.title,
        matter: of.matter,
        procedure: of.procedure,
        branch: task.branch as string,
        node: task.node as string,
        stage: task.stage as string,
        role: task.role as string,
        organisation_name: task.organisationName as string,
        others: task.others as string[],
        applicant_may: task.applicantMay as boolean,
        opened: momentText(at),
        closed: null,
        closed_by: null,
        claimed_by: null,
        claimed_name: null,
        due: task.due as string | null,
        light: task.light as TaskRow['light'],
        provisional: task.provisional as boolean,
      },
      earlier: [],
    })
    rows.log.push({ table: 'task', record: id, version: 1, fields: null, organisation })
  }
  for (const { id, due, light, provisional } of touch) {
    const { row } = rows.tasks.get(id)!
    if (row.due === due && row.light === light && row.provisional === provisional) continue
    update(id, { due, light, provisional }, ['due', 'light', 'provisional'])
  }
}

function writeClocks(rows: PastRows, { clocks = [], at }: Written): void {
  const { row: of } = rows.of!
  const instant = (value: unknown) => (value === null || value === undefined ? null : momentText(value as string))
  for (const clock of clocks) {
    const later = {
      started: clock.started as string,
      ended: clock.ended as string | null,
      due: clock.due as string | null,
      provisional: clock.provisional as boolean,
      state: clock.state as ClockRow['state'],
      light: clock.light as ClockRow['light'],
      next_at: instant(clock.nextAt),
      awaits: clock.awaits as boolean,
      extended: clock.extended as number,
      waits: stored(clock.waits as ClockRow['waits']),
    }
    const known = rows.clocks.get(clock.id as string)
    if (known) {
      replace(known, later)
      rows.log.push({
        table: 'clock',
        record: known.row.id,
        version: known.row.version,
        fields: clockFields,
        organisation: known.row.organisation,
      })
      continue
    }
    const id = rows.keys(at)
    const organisation = (clock.organisation as string | null) ?? of.organisation
    const row: PastClock = {
      id,
      version: 1,
      organisation,
      branch: clock.branch as string,
      key: clock.key as string,
      label: clock.label as string,
      limit_name: clock.limit as string,
      days: clock.days as number,
      kind: clock.kind as ClockRow['kind'],
      starts: clock.starts as ClockRow['starts'],
      ends: clock.ends as ClockRow['ends'],
      yellow_at: clock.yellowAt as number,
      lapses: clock.lapses as boolean,
      restarts: clock.restarts as boolean,
      extension: clock.extension as number | null,
      basis: stored(clock.basis as ClockRow['basis']),
      origin: clock.origin as string | null,
      ...later,
    }
    rows.clocks.set(id, { row, earlier: [] })
    rows.log.push({ table: 'clock', record: id, version: 1, fields: null, organisation })
  }
}

/** What stands for the next number of a counter: characters for private use, which no text of a city has. */
export function signFor(rows: PastRows, counter: string, prefix: string, at: Date): string {
  const sign = `\uE000${rows.of!.row.id}:${rows.numbers.length}\uE001`
  rows.numbers.push({ sign, counter, prefix, at: at.toISOString() })
  return sign
}

function writePapers(rows: PastRows, { materials = [], instruments = [], at }: Written): void {
  const { row: of } = rows.of!
  const move = rows.moves.at(-1)?.id
  for (const { key, file } of materials) {
    const id = rows.keys(at)
    rows.materials.push({ id, move, key, file })
    rows.log.push({ table: 'material', record: id, version: 1, fields: null, organisation: of.organisation })
  }
  for (const given of instruments) {
    const id = rows.keys(at)
    const organisation = (given.organisation as string | null) ?? of.organisation
    rows.instruments.push({
      id,
      move,
      organisation,
      branch: given.branch as string,
      template: given.template,
      label: given.label as string,
      number: typeof given.counter === 'string' ? signFor(rows, given.counter, String(given.prefix), at) : null,
      organisation_name: given.organisationName,
      data: given.data,
      issued: at.toISOString(),
    })
    rows.log.push({ table: 'instrument', record: id, version: 1, fields: null, organisation })
  }
}

/** What a move does to the rows of its case: the same, in the same order, as `cases.write` does to those in the database. */
export function write(rows: PastRows, input: Written, hand: Hand): void {
  writeCase(rows, input)
  writeMoves(rows, input, hand)
  writeTasks(rows, input)
  writeClocks(rows, input)
  writePapers(rows, input)
}
