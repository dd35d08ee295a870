import { expect, test } from 'vitest'
import type { Context } from '#kernel/context'
import { newKey } from '#kernel/keys'
import { citizen, officer, places } from '../library.world.ts'
import { checker, clerk, colleague, story } from '../library.story.world.ts'
import type { HistoricCase, PastAct } from './index.ts'

/** The same past told twice: once lived through with the clock set, once taken in by the part. What they leave must be the same. */

const told = story()
const applicant = citizen('陈一')
const chief = officer('钱七', 'library.checker', 'fire-rescue', places.yangshan)
const asSystem = <T>(_what: string, work: (ctx: Context) => Promise<T>) => told.library.asSystem(work)
const at = (time: string) => new Date(`${time}+08:00`)
const by = (who: typeof clerk) => ({ name: who.name, account: who.account, post: who.post, postName: '经办岗' })

const node = {
  check: 'review/books/check',
  supplement: 'review/books/supplement',
  decide: 'review/books/decide',
  deliver: 'review/books/deliver',
  inspect: 'review/fire/inspect',
  confirm: 'review/fire/confirm',
}

const file = newKey()
const plan = [{ key: 'plan', file }]
const histories: Record<string, { area: number; opened: string; acts: PastAct[]; until: string }> = {
  'granted late after a supplement, a wait and an extension': {
    area: 300,
    opened: '2026-03-02T09:00:00',
    acts: [
      { node: node.check, act: 'supplement', at: at('2026-03-03T10:20:30.250'), by: by(clerk), input: { gaps: '缺一页' } },
      { node: node.supplement, act: 'resubmit', at: at('2026-03-20T21:00:00'), materials: [{ key: 'plan', file: newKey() }] },
      { node: node.check, act: 'accept', at: at('2026-03-23T09:30:00'), by: by(clerk) },
      { node: node.inspect, act: 'fail', at: at('2026-03-24T09:30:00'), by: by(checker) },
      {
        node: node.decide,
        act: 'suspend',
        at: at('2026-03-30T09:30:00'),
        by: by(clerk),
        input: { ground: 'expert-review', expectedDays: '5' },
      },
      { node: node.decide, act: 'resume', at: at('2026-04-10T09:30:00'), by: by(clerk) },
      { node: node.decide, act: 'extend', at: at('2026-04-13T09:30:00'), by: by(clerk), input: { reason: '复杂' } },
      { node: node.confirm, act: 'back', at: at('2026-04-20T15:00:00'), by: by(chief) },
      { node: node.inspect, act: 'pass', at: at('2026-04-21T15:00:00'), by: by(checker) },
      { node: node.decide, act: 'grant', at: at('2026-07-01T16:00:00'), by: by(colleague) },
      { node: node.deliver, act: 'deliver', at: at('2026-07-02T16:00:00'), by: by(clerk) },
      { node: 'handover', act: 'hand', at: at('2026-07-03T16:00:00'), by: by(clerk) },
    ],
    until: '2026-08-01T00:00:00',
  },
  'accepted by law because the check ran out, and still open': {
    area: 100,
    opened: '2026-05-06T15:00:00',
    acts: [],
    until: '2026-07-15T12:00:00',
  },
  'not accepted': {
    area: 100,
    opened: '2026-06-03T08:30:00',
    acts: [
      { node: node.check, act: 'refuse', at: at('2026-06-05T17:00:00'), by: by(clerk), input: { reason: '不属于本机关' } },
      { node: 'handover', act: 'hand', at: at('2026-06-08T16:00:00'), by: by(clerk) },
    ],
    until: '2026-07-15T12:00:00',
  },
  'taken back while two branches wait': {
    area: 300,
    opened: '2026-06-03T08:30:00',
    acts: [{ node: node.inspect, act: 'withdraw', at: at('2026-06-23T17:00:00') }],
    until: '2026-07-15T12:00:00',
  },
}

type Rows = Record<string, Record<string, unknown>[]>
const tables = ['case', 'move', 'task', 'clock', 'material', 'instrument']

async function rowsOf(id: string): Promise<Rows> {
  const { migrator } = told.library
  await migrator.query(`set timezone = 'UTC'; set role chengshu_cases`)
  const rows: Rows = {}
  for (const table of tables)
    rows[table] = (await migrator.query(`select to_jsonb(t) as row from cases.${table} t where case_id = $1 order by id`, [id])).rows.map(
      ({ row }) => row,
    )
  await migrator.query('reset role')
  return rows
}

/** Keys of a case's rows as words, the same for two cases that went the same way. */
function wordsOf(rows: Rows): [key: string, word: string][] {
  const natural = (table: string, row: Record<string, unknown>) =>
    ({ case: '', move: row.seq, task: `${String(row.opened)} ${String(row.node)}`, clock: `${String(row.branch)} ${String(row.key)}` })[
      table
    ] ?? `${String(row.key ?? row.template)} ${rows[table]!.indexOf(row)}`
  return tables.flatMap((table) =>
    rows[table]!.map((row) => [row.id as string, `${table} ${String(natural(table, row))}`] as [string, string]),
  )
}

const renamed = <T>(value: T, words: readonly [string, string][]): T => {
  let text = JSON.stringify(value)
  for (const [key, word] of words) text = text.replaceAll(key, word)
  return JSON.parse(text) as T
}

async function envelopesOf(rows: Rows) {
  const ids = tables.flatMap((table) => rows[table]!.map(({ id }) => id))
  const { rows: found } = await told.library.migrator.query(
    `select register, record, version, op, fields, organisation, region, installation, incarnation, digest from kernel.change where record = any($1) order by tx, seq`,
    [ids],
  )
  return found
}

const comparable = (rows: Rows, words: readonly [string, string][]) =>
  Object.fromEntries(
    Object.entries(renamed(rows, words)).map(([table, list]) => [
      table,
      list.map(({ salt: _s, recorded: _r, ...row }) => row).sort((a, b) => (String(a.id) < String(b.id) ? -1 : 1)),
    ]),
  )

/** What the log must say of a row that read like this, with a salt. */
async function digestOf(row: unknown, salt: string): Promise<string> {
  const { rows } = await told.library.migrator.query(
    `select encode(sha256($2::bytea || convert_to(jsonb_strip_nulls($1::jsonb - array['salt', 'recorded'])::text, 'UTF8')), 'hex') as digest`,
    [JSON.stringify(row), salt],
  )
  return rows[0].digest
}

/** Lives through a history; gives the case and every version of its rows that was ever to be seen. */
async function live({ area, opened, acts, until }: (typeof histories)[string]) {
  const { library } = told
  const seen = new Map<string, Record<string, unknown>>()
  const look = async (id: string) => {
    for (const list of Object.values(await rowsOf(id)))
      for (const row of list) seen.set(`${row.id as string} ${row.version as number}`, row)
  }
  const tickUntil = async (id: string, moment: Date) => {
    for (;;) {
      const { rows } = await library.migrator.query('select min(next_at) as next from cases.clock where case_id = $1', [id])
      if (rows[0].next === null || new Date(rows[0].next as string) > moment) return
      library.setNow(rows[0].next as string)
      await told.tick()
      await look(id)
    }
  }
  library.setNow(`${opened}+08:00`)
  const { id } = await told.apply(applicant, area, newKey(), file)
  await look(id)
  for (const { node: where, act, at: moment, by: officer, input = {}, materials } of acts) {
    await tickUntil(id, moment)
    library.setNow(moment.toISOString())
    const who = officer === undefined ? applicant : [clerk, colleague, checker, chief].find((one) => one.account === officer.account)!
    const view = await told.see(who, id)
    const [, branch = null] = where.split('/')
    const task = view.tasks.find((one) => one.branch === branch)!
    await library.as(who, (ctx) =>
      library.cases.act(ctx, {
        case: id,
        task: task.id,
        act,
        version: view.version,
        input,
        ...(materials ? { materials } : {}),
        idempotencyKey: newKey(),
      }),
    )
    await look(id)
  }
  await tickUntil(id, at(until))
  return { id, seen }
}

const historic = ({ area, opened, acts }: (typeof histories)[string]): HistoricCase => ({
  matter: 'library.reading-room',
  region: places.town.id,
  guide: {},
  answers: { area, name: '书屋' },
  applicant: { person: applicant.person!, account: applicant.account, name: applicant.name },
  materials: plan,
  at: at(opened),
  acts,
})

test.each(Object.entries(histories))('%s: rows, clocks, lights, moves and envelopes are those of a live case', async (name, history) => {
  const { library } = told
  const lived = await live(history)
  const liveRows = await rowsOf(lived.id)
  const number = liveRows.case![0]!.number as string

  const id = await library.asSystem(async (ctx) => {
    const { history: door } = library.cases
    const past = await door.tell(
      door.teller(asSystem),
      { ...historic(history), number: `${number}-again` },
      { nextNumber: () => 0 },
      at(history.until),
    )
    const packed = door.pack(`test ${name}`, 1, [past], await door.counters(ctx))
    expect(await door.store(ctx, packed)).toBe(1)
    expect(await door.store(ctx, packed)).toBe(0)
    return past.of.id
  })
  const pastRows = await rowsOf(id)

  // The instruments' numbers go on where the live ones ended.
  const numbered = (rows: Rows) => rows.instrument!.map((row) => [row.number as string, `NO ${String(row.template)}`] as [string, string])
  expect(pastRows.instrument!.map((row) => row.number)).toEqual(
    liveRows.instrument!.map((row) => String(row.number).replace(/\d+号$/, (one) => `${Number.parseInt(one, 10) + 1}号`)),
  )
  const liveWords: [string, string][] = [...wordsOf(liveRows), ...numbered(liveRows), [number, 'NUMBER']]
  const pastWords: [string, string][] = [...wordsOf(pastRows), ...numbered(pastRows), [`${number}-again`, 'NUMBER']]
  expect(comparable(pastRows, pastWords)).toEqual(comparable(liveRows, liveWords))

  const liveLog = await envelopesOf(liveRows)
  const pastLog = await envelopesOf(pastRows)
  const said = (log: typeof liveLog, words: [string, string][]) =>
    renamed(
      log.map(({ digest: _digest, ...envelope }) => envelope),
      words,
    )
  // Within one move the database closes and touches several tasks in an order of its own.
  const sorted = (list: object[]) => list.map((one) => JSON.stringify(one)).sort()
  expect(sorted(said(pastLog, pastWords))).toEqual(sorted(said(liveLog, liveWords)))

  // Every version's digest is that of the row as it then read.
  const keyOfWord = new Map(pastWords.map(([key, word]) => [word, key]))
  const salts = new Map(Object.values(pastRows).flatMap((list) => list.map((row) => [row.id as string, row.salt as string])))
  let checked = 0
  for (const [key, row] of lived.seen) {
    const [record, version] = key.split(' ')
    const word = liveWords.find(([one]) => one === record)![1]
    const mine = keyOfWord.get(word)!
    let text = JSON.stringify(row)
    for (const [one, other] of liveWords) text = text.replaceAll(one, keyOfWord.get(other)!)
    const envelope = pastLog.find((one) => one.record === mine && one.version === Number(version))!
    expect(envelope.digest.toString('hex'), `${word} ${version}`).toBe(await digestOf(JSON.parse(text), salts.get(mine)!))
    checked++
  }
  expect(checked).toBeGreaterThan(6)
})

test('only the installation itself takes in the past, and an act that could not have happened is refused', async () => {
  const { library } = told
  const { history } = library.cases
  const packed = history.pack('x', 1, [], new Map())
  await expect(library.as(clerk, (ctx) => history.store(ctx, packed))).rejects.toMatchObject({ code: 'database.policy' })
  const early = { ...histories['not accepted']!, acts: [{ node: node.decide, act: 'grant', at: at('2026-06-05T17:00:00'), by: by(clerk) }] }
  await expect(
    library.cases.history.tell(library.cases.history.teller(asSystem), historic(early), { nextNumber: () => 1 }, at('2026-07-01T00:00:00')),
  ).rejects.toMatchObject({ code: 'history.node' })
})
