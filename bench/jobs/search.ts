import pg from 'pg'
import { role } from '#declare'
import type { Site } from '../../src/main.ts'
import { searchQuery } from '../../src/engines/registers/words.ts'
import { documents, fillDocuments, openWriter } from '../documents.ts'
import { openAdmin, openDoor, portOf, prepare, type Door } from '../door.ts'
import { hasGroonga, openGroonga, type Groonga } from '../groonga.ts'
import { inTurns, median, percent, rateOf, type Finding, type Job, type Measured, type Setting } from '../job.ts'
import { load, paced, type Paced } from '../load.ts'
import { withSite } from '../site.ts'

const ROWS = 1_000_000
const WIDTH = 8
/** Words that are looked for in turn, and of them those whose answers are compared with a plain scan. */
const WORDS = 300
const COMPARED = 24
/** How many a search counts before it says that there are more. */
const COUNTED = 5000
/** The pace at which the slowest of twenty is looked at, and how slow it may be, in milliseconds. */
const PACE = 150
const SLOWEST = 100

const reader = role('bench.reader', {
  label: '查阅人员',
  about: '查看全市的公文。',
  may: [{ register: documents.name, acts: ['read'], scope: 'region' }],
})
const own = { registers: [documents], roles: [reader] }
const account = {
  account: 'bench',
  password: 'bench-reader-password',
  name: '查阅',
  organisationFunction: 'government-services',
  region: '4418',
}

/** As many of a list, taken evenly over it. */
const evenly = <T>(all: readonly T[], most: number): T[] =>
  Array.from({ length: Math.min(most, all.length) }, (_, i) => all[Math.floor((i * all.length) / Math.min(most, all.length))]!)

/**
 * The same answer by hand: one prepared statement, past the walls, by the same index and the same plan.
 * What a page of a search is: how many there are, as far as they are counted, and the first fifty by place and age.
 */
const byHand = {
  name: 'by-hand',
  text: `with found as materialized (select t.id, t.region_path from bench.document t where t.words @@ $1::tsquery and t.ended is null limit ${COUNTED + 1})
    select t.id, t.version, t.recorded, t.title, t.body, (select count(*) from found) as found from bench.document t
    where t.id in (select id from found order by region_path, id limit 50) order by t.region_path, t.id`,
}
const barest = {
  name: 'barest',
  text: 'select t.id, t.title, t.body from bench.document t where t.words @@ $1::tsquery limit 50',
}
const queryOf = (word: string) => searchQuery(word, { open: true, closed: false })!

/** All that a search finds, page by page, as far as it goes; and whether it says that there are more. */
async function everything({ as, registers }: Door, word: string): Promise<{ ids: string[]; more: boolean; count: number }> {
  const ids: string[] = []
  let after: string | undefined
  let found = { count: 0, more: false }
  do {
    const page = await as((ctx) => registers.listUntyped(ctx, documents.name, { search: word, limit: 500, ...(after ? { after } : {}) }), {
      readOnly: true,
    })
    for (const { id, title, body } of page.items) {
      if (!`${String(title)}\n${String(body)}`.includes(word)) throw new Error(`${word} is not in ${id}: the run is void`)
      ids.push(id)
    }
    if (after === undefined) found = page.found!
    after = page.next ?? undefined
  } while (after !== undefined)
  return { ids, ...found }
}

/** Compares what a search finds with what a plain scan finds. @returns records that were to be found, found, and words that go on beyond the count */
async function recall(door: Door, admin: pg.Client, words: readonly string[]) {
  const { rows } = await admin.query<{ word: string; ids: string[] }>(
    `select w.word, array_agg(t.id::text) filter (where t.id is not null) as ids from unnest($1::text[]) w(word)
       left join bench.document t on t.title like '%' || w.word || '%' or t.body like '%' || w.word || '%' group by w.word`,
    [words],
  )
  let wanted = 0
  let found = 0
  let beyond = 0
  for (const { word, ids } of rows) {
    const scanned = new Set(ids ?? [])
    const ours = await everything(door, word)
    if (ours.more !== scanned.size > COUNTED || (!ours.more && ours.count !== scanned.size))
      throw new Error(`${word}: ${scanned.size} by a scan, ${ours.count}${ours.more ? ' and more' : ''} by search: the run is void`)
    if (ours.more) beyond++
    wanted += Math.min(scanned.size, COUNTED)
    found += new Set(ours.ids).size
  }
  return { wanted, found, beyond }
}

/** Measures over a site; the peer is given where it is there. */
export async function measure(site: Site, rows: number, setting: Setting, openPeer?: typeof openGroonga) {
  const { log } = setting
  const admin = await openAdmin(site)
  await prepare(site, own, account)
  const door = await openDoor(site, own, account)
  const hands = new pg.Pool({
    ...(site.connections.admin as pg.PoolConfig),
    max: WIDTH,
    options: '-c enable_seqscan=off -c enable_indexscan=off -c enable_indexonlyscan=off',
  })
  hands.on('error', () => undefined)
  const writer = openWriter()
  let peer: Groonga | undefined
  try {
    await fillDocuments(admin, door.definitions.get(documents.name), writer, rows)
    const words = evenly(writer.words, WORDS)
    log(`${rows} documents; ${words.length} of ${writer.words.length} words of two characters`)
    const compared = await recall(door, admin, evenly(words, COMPARED))
    if (compared.found !== compared.wanted) throw new Error(`${compared.found} of ${compared.wanted} records found: the run is void`)
    const page = (word: string) =>
      door.as((ctx) => door.registers.listUntyped(ctx, documents.name, { search: word, limit: 50 }), { readOnly: true })
    for (const word of evenly(words, COMPARED)) {
      const [ours, hand] = [await page(word), await hands.query({ ...byHand, values: [queryOf(word)] })]
      if (ours.items.map(({ id }) => id).join() !== hand.rows.map(({ id }) => id as string).join())
        throw new Error(`${word}: by hand other records come out: the run is void`)
    }
    peer = await openPeer?.(writer, rows, WIDTH)
    for (const word of peer ? evenly(words, COMPARED) : []) {
      const { rows: all } = await hands.query<{ n: number }>('select count(*) as n from bench.document t where t.words @@ $1::tsquery', [
        queryOf(word),
      ])
      const { count, shown } = await peer!.search(word)
      if (count !== all[0]!.n || shown !== Math.min(50, count))
        throw new Error(`${word}: groonga finds ${count} of ${all[0]!.n}: the run is void`)
    }
    const one = (i: number) => words[(i * 7) % words.length]!
    const by = (statement: typeof byHand) => (seconds: number) =>
      rateOf((i) => hands.query({ ...statement, values: [queryOf(one(i))] }), { seconds, width: WIDTH })
    const contestants: Record<string, (seconds: number) => Promise<number>> = {
      engine: (seconds) => rateOf((i) => page(one(i)), { seconds, width: WIDTH }),
      hand: by(byHand),
      barest: by(barest),
    }
    if (peer) contestants.groonga = (seconds) => rateOf((i) => peer!.search(one(i)), { seconds, width: WIDTH })
    const {
      engine,
      hand,
      barest: unordered,
      groonga: theirs,
    } = (await inTurns(contestants, setting)) as Record<'engine' | 'hand' | 'barest', Measured> & { groonga?: Measured }
    const paths = words.map((_, i) => `/api/registers/${documents.name}?limit=50&search=${encodeURIComponent(one(i))}`)
    const port = portOf(door.address)
    const headers = { cookie: door.cookie }
    const { platform } = await inTurns(
      { platform: async (seconds: number) => (await load(port, paths, { seconds, width: WIDTH, headers })).done / seconds },
      setting,
    )
    const slow: Paced[] = []
    for (let round = 0; round < setting.rounds; round++)
      slow.push(await paced(port, paths, { seconds: setting.seconds, perSecond: PACE, width: 64, headers }))
    if (slow.some(({ failed }) => failed > 0)) throw new Error('some of the paced searches failed: the run is void')
    const p95 = median(slow.map((seen) => seen.p95))
    const of = `${rows} documents, ${words.length} words of two characters, ${WIDTH} at a time, ${setting.rounds} rounds of ${setting.seconds} s`
    const checked = `${compared.found} of ${compared.wanted} records of ${COMPARED} words found, as a plain scan finds them (${compared.beyond} words beyond ${COUNTED})`
    return [
      {
        unit: 'searches/s in the engine',
        ours: engine.median,
        limitName: 'the same page by the same index by hand, past the walls',
        limit: hand.median,
        ratio: engine.median / hand.median,
        ...(theirs ? { peer: theirs.median, peerRatio: engine.median / theirs.median } : {}),
        note: `${of}, spread ${percent(engine.spread)} and ${percent(hand.spread)}, processor ${engine.cpu.toFixed(2)} and ${hand.cpu.toFixed(2)} ms; any fifty, neither counted nor in order: ${unordered.median.toFixed(0)}/s; ${theirs ? `groonga with pairs of characters: any fifty and their number, no permission, no order, spread ${percent(theirs.spread)}` : 'no peer'}; ${checked}`,
      },
      {
        unit: 'searches/s over HTTP',
        ours: platform.median,
        limitName: 'the pace that is asked for',
        limit: PACE,
        ratio: platform.median / PACE,
        note: `${WIDTH} at a time, spread ${percent(platform.spread)}`,
      },
      {
        unit: 'ms, 95 of 100 searches',
        ours: p95,
        limitName: `the slowest that is allowed at ${PACE}/s`,
        limit: SLOWEST,
        ratio: SLOWEST / p95,
        note: `open load; p50 ${median(slow.map((seen) => seen.p50)).toFixed(1)}, p99 ${median(slow.map((seen) => seen.p99)).toFixed(1)} ms, ${slow.reduce((sum, seen) => sum + seen.late, 0)} begun late`,
      },
    ] satisfies Finding[]
  } finally {
    await peer?.close()
    await hands.end()
    await door.close()
    await admin.end()
  }
}

const job: Job = {
  what: 'words of two characters searched in a register of Chinese documents, each page with its count',
  run: (setting) => withSite(setting.log, (site) => measure(site, setting.rows ?? ROWS, setting, hasGroonga() ? openGroonga : undefined)),
}
export default job
