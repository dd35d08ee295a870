import type pg from 'pg'
import { addCalendarDays } from '#kernel/days'
import { existsSync, readFileSync } from 'node:fs'

/** One thing that must be so, and what was found. */
export interface Check {
  zh: string
  en: string
  ok: boolean
  found: string
}

/** Cases that are looked at one by one, spread evenly over all. */
const SAMPLE = 2000

const number = (value: unknown) => Number(value ?? 0)

/** Rows of a statement, each column a number or text. */
async function rows(client: pg.Client, text: string, values: unknown[] = []): Promise<Record<string, unknown>[]> {
  return (await client.query<Record<string, unknown>>(text, values)).rows
}

const one = async (client: pg.Client, text: string, values: unknown[] = []) =>
  number(Object.values((await rows(client, text, values))[0] ?? {})[0])

async function none(client: pg.Client, zh: string, en: string, text: string): Promise<Check> {
  const found = await one(client, text)
  return { zh, en, ok: found === 0, found: `${found}` }
}

const near = (zh: string, en: string, value: number, target: number, tolerance: number, digits = 3): Check => ({
  zh,
  en,
  ok: Math.abs(value - target) <= tolerance,
  found: `${value.toFixed(digits)} (${target} ± ${tolerance.toFixed(digits)})`,
})

const tables = ['case', 'move', 'task', 'clock', 'material', 'instrument']

/** Rows and envelopes of the sampled cases: every version has one, the last is that of the row, and its digest is the row's. */
async function log(client: pg.Client): Promise<Check[]> {
  const of = tables.map(
    (name) =>
      `select 'cases.${name}' as register, t.id, t.version, t.salt, to_jsonb(t) as row from cases.${name} t join sample s on s.id = t.case_id`,
  )
  await client.query(`create temp table looked as ${of.join(' union all ')}; create index on looked (id); analyze looked`)
  return [
    await none(
      client,
      '版本连续，每个版本有一条日志',
      'versions without gaps, an envelope for each',
      `select count(*) from (select l.id from looked l left join kernel.change c on c.record = l.id and c.register = l.register
        group by l.id, l.version having count(c.version) <> l.version or min(c.version) <> 1 or max(c.version) <> l.version) x`,
    ),
    await none(
      client,
      '日志摘要与记录一致',
      'digests are those of the rows',
      `select count(*) from looked l join kernel.change c on c.record = l.id and c.version = l.version
        where c.digest <> sha256(l.salt || convert_to(jsonb_strip_nulls(l.row - array['salt', 'recorded'])::text, 'UTF8'))`,
    ),
  ]
}

const order: readonly [zh: string, en: string, text: string][] = [
  [
    '步骤连续，时间不倒退',
    'moves are numbered without gaps and never go back in time',
    `select count(*) from (select m.case_id from cases.move m join sample s on s.id = m.case_id join cases."case" c on c.id = m.case_id
      group by m.case_id, c.seq having count(*) <> c.seq or max(m.seq) <> c.seq) x`,
  ],
  [
    '没有先后颠倒的步骤',
    'no move is earlier than the one before it',
    `select count(*) from (select m.at, lag(m.at) over (partition by m.case_id order by m.seq) as before from cases.move m join sample s on s.id = m.case_id) x where at < before`,
  ],
  [
    '收件、受理、决定、送达依次发生',
    'receipt, acceptance, decision and delivery in their order',
    `select count(*) from cases."case" c join sample s using (id), jsonb_each(c.scopes) as p(key, scope)
      where scope ->> 'receipt' > scope ->> 'acceptance' and not (scope ->> 'lapsed')::boolean or scope ->> 'acceptance' > scope ->> 'decision' or scope ->> 'decision' > scope ->> 'delivery'`,
  ],
  [
    '在办的有待办，办结的没有',
    'open cases wait for something, closed ones for nothing',
    `select count(*) from cases."case" c join sample s using (id) where (c.state = 'open') <> exists (select from cases.task t where t.case_id = c.id and t.closed is null)`,
  ],
  [
    '办结的时限都已停止',
    'the clocks of closed cases have stopped',
    `select count(*) from cases.clock k join sample s on s.id = k.case_id join cases."case" c on c.id = k.case_id where c.state <> 'open' and k.state in ('running', 'paused')`,
  ],
  [
    '任务先来后办',
    'tasks are closed after they came',
    `select count(*) from cases.task t join sample s on s.id = t.case_id where t.closed < t.opened`,
  ],
]

/** Official days by the notices as they were published, a file a year: not the table that the clocks count with. */
function noticedDays(): Map<string, boolean> {
  const works = new Map<string, boolean>()
  for (let year = 2007; ; year++) {
    const file = new URL(`../../../city/cn/notices/${year}.json`, import.meta.url)
    if (!existsSync(file)) return works
    for (const { date, isOffDay } of (JSON.parse(readFileSync(file, 'utf8')) as { days: { date: string; isOffDay: boolean }[] }).days)
      works.set(date, !isOffDay)
  }
}

/** The last day of a limit, walked day by day: the day of the start and the days that do not count are left out. */
function walk(works: Map<string, boolean>, start: string, days: number, waits: readonly { from: string; to?: string }[]): string {
  const counts = (date: string) => works.get(date) ?? ![0, 6].includes(new Date(`${date}T00:00:00Z`).getUTCDay())
  let day = start
  for (let left = days; left > 0;) {
    day = addCalendarDays(day, 1)
    const waiting = waits.some(({ from, to }) => day > from && to !== undefined && day <= to)
    if (counts(day) && !waiting) left--
  }
  return day
}

async function dues(client: pg.Client): Promise<Check> {
  const works = noticedDays()
  const clocks = await rows(
    client,
    `select k.started::text, k.days + k.extended as days, k.due::text, k.waits from cases.clock k join sample s on s.id = k.case_id
      where k.kind = 'working' and k.due is not null and k.state in ('running', 'done', 'late', 'lapsed')`,
  )
  const wrong = clocks.filter(
    ({ started, days, due, waits }) => walk(works, started as string, number(days), waits as { from: string; to?: string }[]) !== due,
  )
  return {
    zh: '期限逐日另算相同',
    en: 'last days equal a walk day by day',
    ok: wrong.length === 0,
    found: `${wrong.length} / ${clocks.length}`,
  }
}

/** Slope of the frequencies of matters over their ranks on logarithmic scales, by least squares over the first ranks. */
async function zipf(client: pg.Client): Promise<number> {
  const counts = (await rows(client, 'select count(*) as n from cases."case" group by matter order by 1 desc limit 30')).map(({ n }) =>
    number(n),
  )
  const points = counts.map((count, rank) => [Math.log(rank + 1), Math.log(count)] as const)
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
  const [x, y] = [mean(points.map(([a]) => a)), mean(points.map(([, b]) => b))]
  return points.reduce((sum, [a, b]) => sum + (a - x) * (b - y), 0) / points.reduce((sum, [a]) => sum + (a - x) ** 2, 0)
}

/** People and market entities against what the city is measured by (city/SOURCES.md). */
async function people(client: pg.Client, on: string): Promise<Check[]> {
  const [of] = await rows(
    client,
    `select count(*) as all, count(*) filter (where age < 15) as young, count(*) filter (where age >= 60) as old, count(*) filter (where sex = '1') as men,
      count(distinct household_number) as households from (select sex, household_number, extract(year from age($1::date, birth_date)) as age from population.person) p`,
    [on],
  )
  const all = number(of!.all)
  const [entity] = await rows(
    client,
    `select count(*) as all, count(*) filter (where kind = 'individual') as individual, count(*) filter (where left(industry, 2) in ('51', '52')) as trade from entity.entity`,
  )
  const entities = number(entity!.all)
  // A small sample strays further from its mean.
  const stray = (share: number, of_: number) => 4 * Math.sqrt((share * (1 - share)) / Math.max(1, of_))
  return [
    near('0–14 岁', 'aged 0 to 14', number(of!.young) / all, 0.23, 0.015 + stray(0.23, all / 3)),
    near('60 岁以上', 'aged 60 and over', number(of!.old) / all, 0.17, 0.015 + stray(0.17, all / 3)),
    near('每百名女性的男性', 'men per 100 women', (100 * number(of!.men)) / (all - number(of!.men)), 105, 2 + 400 * stray(0.5, all), 1),
    near('户均人口', 'people per household', all / number(of!.households), 2.9, 0.08 + stray(0.5, all / 3) * 4, 2),
    near('个体工商户占比', 'individual businesses', number(entity!.individual) / entities, 0.75, 0.03 + stray(0.75, entities)),
    near('批发零售占比', 'trade (section F)', number(entity!.trade) / entities, 0.3, 0.02 + stray(0.3, entities)),
  ]
}

/**
 * Looks at a generated city with plain SQL, past the engines that made it: the log against the rows, the order of events, last days walked
 * anew, and the shares that the city is measured by. Run as the migrator.
 */
export async function checkCity(client: pg.Client, on: string): Promise<Check[]> {
  await client.query(`set timezone = 'UTC'; create temp table sample (id uuid primary key)`)
  const cases = await one(client, `select count(*) from cases."case"`)
  await client.query(
    `insert into sample select id from (select id, row_number() over (order by id) as n from cases."case") c where n % $1 = 0`,
    [Math.max(1, Math.floor(cases / SAMPLE))],
  )
  const checks = [...(await log(client))]
  for (const [zh, en, text] of order) checks.push(await none(client, zh, en, text))
  checks.push(await dues(client))
  // Fewer cases than this say nothing about thirty ranks.
  if (cases >= 5000) checks.push(near('事项频次的齐普夫斜率', 'Zipf slope of matters', await zipf(client), -1, 0.15, 2))
  return [...checks, ...(await people(client, on))]
}

/** What a city holds, in lines. */
export async function countCity(client: pg.Client): Promise<string[]> {
  const count = (table: string) => one(client, `select count(*) from ${table}`)
  const [cases] = await rows(
    client,
    `select count(*) filter (where state = 'open') as open, count(*) filter (where state = 'concluded') as concluded, count(*) filter (where state = 'refused') as refused,
      count(*) filter (where state = 'withdrawn') as withdrawn, count(distinct matter) as matters, count(distinct holder) as holders from cases."case"`,
  )
  const [clocks] = await rows(
    client,
    `select count(*) filter (where state = 'late') as late, count(*) filter (where state in ('done', 'late')) as ended from cases.clock`,
  )
  const lights = await rows(
    client,
    `select coalesce(light, '无 none') as light, count(*) as n from cases.task where closed is null group by 1 order by 2 desc`,
  )
  const size = await rows(client, 'select pg_size_pretty(pg_database_size(current_database())) as size')
  return [
    `人口 ${await count('population.person')} · 市场主体 ${await count('entity.entity')} · 机构 ${await count('identity.organisation')} · 岗位 ${await count('identity.post')} · persons, entities, organisations, posts`,
    `办件 在办 ${number(cases!.open)}、办结 ${number(cases!.concluded)}、不予 ${number(cases!.refused)}、撤回 ${number(cases!.withdrawn)}；事项 ${number(cases!.matters)}，申请人 ${number(cases!.holders)} · cases open, concluded, refused, withdrawn; matters; applicants`,
    `流转 ${await count('cases.move')} · 任务 ${await count('cases.task')} · 时限 ${await count('cases.clock')}（逾期 ${((100 * number(clocks!.late)) / Math.max(1, number(clocks!.ended))).toFixed(1)} %）· 文书 ${await count('cases.instrument')} · 证照 ${await count('licence.certificate')} · moves, tasks, clocks (late), instruments, certificates`,
    `待办灯 ${lights.map(({ light, n }) => `${String(light)} ${number(n)}`).join('、')} · lights of waiting tasks`,
    `日志 ${await count('kernel.change')} 条，数据库 ${String(size[0]!.size)} · envelopes, size of the database`,
  ]
}
