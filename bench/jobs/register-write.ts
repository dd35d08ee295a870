import pg from 'pg'
import { date, phone, register, role, text, type AnyRegister } from '#declare'
import { registerRoutes } from '#engines/registers'
import { pathsBelow } from '#kernel/context'
import { traffic } from '#kernel/database'
import { newKey } from '#kernel/keys'
import { wordsIn } from '../../src/engines/registers/written.ts'
import type { Site } from '../../src/main.ts'
import { openAdmin, openDoor, prepare, type Door } from '../door.ts'
import { inTurns, percent, rateOf, type Finding, type Job, type Setting } from '../job.ts'
import { withSite } from '../site.ts'

const ROWS = 200_000
const WIDTH = 16
const COUNTY = '441802'

/** Records of people that nobody contributes to: what one change costs, and nothing of base registers. */
const residents = register('bench.resident', {
  label: '住户',
  title: 'name',
  unique: ['number'],
  search: ['name', 'address'],
  steward: 'public-security',
  fields: {
    number: text('编号', { max: 20 }),
    name: text('姓名', { max: 50, privacy: 'personal' }),
    born: date('出生日期', { privacy: 'personal' }),
    address: text('住址', { max: 200, privacy: 'personal' }),
    phone: phone('手机', { optional: true }),
  },
}) as AnyRegister
const editor = role('bench.editor', {
  label: '登记人员',
  about: '变更本县的住户。',
  may: [{ register: residents.name, acts: ['read', 'change', 'unmask'], scope: 'region' }],
})
const own = { registers: [residents], roles: [editor] }
const account = {
  account: 'bench',
  password: 'bench-editor-password',
  name: '登记',
  organisationFunction: 'public-security',
  region: COUNTY,
}

/** The same tables without triggers and walls: one statement does what they do. */
const tables = `
create schema by_hand;
create table by_hand.resident (like bench.resident including all) with (fillfactor = 80);
insert into by_hand.resident select * from bench.resident;
create table by_hand.resident_history (like bench.resident_history including all);
create table by_hand.change (like kernel.change including defaults);
create index on by_hand.change (tx, seq);
create index on by_hand.change (record, version);
create table by_hand.access (like kernel.access including all);
analyze by_hand.resident;`

const byHand = `
with o as materialized (
  select t.* from by_hand.resident t where t.id = $1 and t.version = $2 and t.ended is null and t.region_path >= $3 and t.region_path < $4 for update),
n as (
  update by_hand.resident t set version = t.version + 1, recorded = clock_timestamp(), address = $5, phone = $6, words = array_to_tsvector($7::text[])
  from o where t.id = o.id returning t.*),
h as (
  insert into by_hand.resident_history (id, version, op, old, recorded, replaced, tx)
  select n.id, o.version, 'U', jsonb_build_object('address', o.address, 'phone', o.phone), o.recorded, n.recorded, pg_current_xact_id() from n join o using (id)),
c as (
  insert into by_hand.change (register, record, version, op, fields, organisation, region, digest, actor, post, purpose, installation)
  select 'bench.resident', n.id, n.version, 'U', array['address', 'phone'], n.organisation, n.region,
    sha256(n.salt || convert_to(jsonb_strip_nulls(to_jsonb(n) - 'salt' - 'recorded' - 'words')::text, 'UTF8')), $8, $9, $10, $11 from n),
a as (
  insert into by_hand.access (id, actor, post, organisation, purpose, register, act, subjects, fields)
  select $12, $8, $9, $13, $10, 'bench.resident', 'read', array[n.id], array['name', 'born', 'address', 'phone'] from n)
select n.id, n.version, n.recorded, n.ended, n.number, n.name, n.born, n.address, n.phone from n`

async function fill(admin: pg.Client, rows: number): Promise<string[]> {
  await admin.query('begin')
  // Envelopes of what is only filled in rest.
  await admin.query('set local session_replication_role = replica')
  await admin.query(
    `with place as materialized (select row_number() over (order by code) - 1 as n, key, code, path from identity.region
       where ended is null and effective @> now() and level = 'village' and code like '${COUNTY}%')
     insert into bench.resident (id, region, region_code, region_path, organisation, class, words, number, name, born, address, phone)
     select (lpad(to_hex(1700000000000 + i), 12, '0') || '7000a000' || lpad(to_hex(i), 12, '0'))::uuid, place.key, place.code, place.path,
       '00000000-0000-0000-0000-000000000000', 1, array_to_tsvector(array['~甲', '~第', '~号', '~' || i, '~第' || i, '~' || i || '号']),
       'R' || i, '甲', date '1970-01-01' + (i % 7000)::integer, '第' || i || '号', '138' || lpad(i::text, 8, '0')
     from generate_series(1, $1::bigint) i join place on place.n = i * 7919 % (select count(*) from place)`,
    [rows],
  )
  await admin.query('commit')
  await admin.query('vacuum (analyze) bench.resident')
  // One after the other lie apart, as what people change does.
  const { rows: all } = await admin.query<{ id: string }>('select id from bench.resident order by md5(id::text)')
  return all.map(({ id }) => id)
}

/** Records in turn, each with the version that it has by now; none that is being changed comes again before that is done. */
function turns(ids: readonly string[]) {
  const versions = new Map<string, number>()
  let next = 0
  return {
    take(): { id: string; version: number; nth: number } {
      const id = ids[next++ % ids.length]!
      return { id, version: versions.get(id) ?? 1, nth: next }
    },
    done: (id: string, version: number) => void versions.set(id, version),
  }
}

const changesOf = (nth: number) => ({ address: `新城东${nth % 90}号区${nth}号`, phone: `139${String(nth % 1e8).padStart(8, '0')}` })

/** What both left behind, to be the same: rows, history, log and looks. */
const left = (schema: string, [row, log, access]: readonly [string, string, string]) => `
select (select md5(string_agg(concat_ws('|', t.id, t.version, t.number, t.name, t.born, t.address, t.phone, t.words, t.salt), ',' order by t.id)) from ${schema}.resident t where t.version > 1) as rows,
  (select md5(string_agg(concat_ws('|', h.id, h.version, h.op, h.old), ',' order by h.id, h.version)) from ${schema}.resident_history h) as history,
  (select md5(string_agg(concat_ws('|', c.record, c.version, c.op, c.fields, c.digest, c.actor, c.post, c.region, c.organisation, c.purpose, c.installation), ',' order by c.record, c.version))
     from ${log}.change c where c.register = 'bench.resident') as log,
  (select md5(string_agg(concat_ws('|', a.subjects, a.fields, a.act, a.actor, a.post, a.organisation, a.purpose), ',' order by a.subjects, a.recorded))
     from ${access}.access a where a.register = 'bench.resident') as looks,
  (select count(*)::integer from ${log}.change c where c.register = 'bench.resident') as changes, '${row}' as of`

/** Measures over a site. */
export async function measure(site: Site, rows: number, setting: Setting): Promise<Finding[]> {
  const admin = await openAdmin(site)
  await prepare(site, own, account)
  const ids = await fill(admin, rows)
  await admin.query(tables)
  const door: Door = await openDoor(site, own, account)
  const hands = new pg.Pool({ ...(site.connections.admin as pg.PoolConfig), max: WIDTH })
  hands.on('error', () => undefined)
  try {
    const definition = door.definitions.get(residents.name)
    const patch = registerRoutes(door.registers).find(({ method, url }) => method === 'PATCH' && url === '/api/registers/:register/:id')!
    const { actor, ground } = door
    const [from, before] = pathsBelow(actor.region.path)
    const ours = turns(ids)
    const theirs = turns(ids)
    const byDoor = async () => {
      const { id, version, nth } = ours.take()
      const given = {
        params: { register: residents.name, id },
        query: {},
        body: { version, changes: changesOf(nth) },
        raw: { headers: {} },
      }
      const { record } = (await door.as((ctx) => patch.handler(ctx, given as never))) as { record: { version: number } }
      ours.done(id, record.version)
    }
    const handed = async () => {
      const { id, version, nth } = theirs.take()
      const { address, phone: number } = changesOf(nth)
      const words = wordsIn(definition, { name: '甲', address })
      const { rows: answer } = await hands.query<{ version: number }>({
        name: 'by-hand',
        text: byHand,
        values: [
          id,
          version,
          from,
          before,
          address,
          number,
          words,
          actor.account,
          actor.post,
          'duty:查看数据目录',
          ground.installation,
          newKey(),
          actor.organisation,
        ],
      })
      theirs.done(id, answer[0]!.version)
    }
    const trips = traffic.roundTrips
    const statements = traffic.statements
    await byDoor()
    const [oneTrips, oneStatements] = [traffic.roundTrips - trips, traffic.statements - statements]
    await handed()
    for (let i = 0; i < 20; i++) await Promise.all([byDoor(), handed()])
    await same(admin)
    const found = await inTurns(
      {
        door: (seconds) => rateOf(byDoor, { seconds, width: WIDTH }),
        hand: (seconds) => rateOf(handed, { seconds, width: WIDTH }),
      },
      setting,
    )
    await logged(admin)
    return [
      {
        unit: 'changes/s',
        ours: found.door.median,
        limitName: 'one statement by hand, past the walls, with the same row, history, log and look',
        limit: found.hand.median,
        ratio: found.door.median / found.hand.median,
        note: `${rows} rows, ${WIDTH} at a time, ${setting.rounds} rounds of ${setting.seconds} s, spread ${percent(found.door.spread)} and ${percent(found.hand.spread)}; ${oneTrips} round trips and ${oneStatements} statements where one does it by hand; processor of the process ${found.door.cpu.toFixed(2)} and ${found.hand.cpu.toFixed(2)} ms a change`,
      },
    ]
  } finally {
    await hands.end()
    await door.close()
    await admin.end()
  }
}

/** @throws Error when the two left something else behind for the same changes */
async function same(admin: pg.Client): Promise<void> {
  const [ours] = (await admin.query(left('bench', ['ours', 'kernel', 'kernel']))).rows as Record<string, unknown>[]
  const [theirs] = (await admin.query(left('by_hand', ['theirs', 'by_hand', 'by_hand']))).rows as Record<string, unknown>[]
  for (const what of ['rows', 'history', 'log', 'looks', 'changes'])
    if (ours![what] !== theirs![what] || ours![what] === null) throw new Error(`by hand other ${what} come out: the run is void`)
}

/** @throws Error when a change left no line, or more than one, anywhere */
async function logged(admin: pg.Client): Promise<void> {
  const { rows } = await admin.query<{ changed: number; history: number; log: number; looks: number; of: string }>(
    ['bench kernel', 'by_hand by_hand']
      .map((pair) => pair.split(' '))
      .map(
        ([table, log]) => `select (select coalesce(sum(t.version - 1), 0)::integer from ${table}.resident t) as changed,
          (select count(*)::integer from ${table}.resident_history) as history,
          (select count(*)::integer from ${log}.change c where c.register = 'bench.resident') as log,
          (select count(*)::integer from ${log}.access a where a.register = 'bench.resident') as looks, '${table}' as of`,
      )
      .join(' union all '),
  )
  for (const { changed, history, log, looks, of } of rows)
    if (changed === 0 || [history, log, looks].some((count) => count !== changed))
      throw new Error(`${of}: ${changed} changes, ${history} in history, ${log} in the log, ${looks} looks: the run is void`)
}

const job: Job = {
  what: 'records of people changed at the door to records, each with its history, envelope, words and look',
  run: (setting) => withSite(setting.log, (site) => measure(site, setting.rows ?? ROWS, setting)),
}
export default job
