import pg from 'pg'
import { makePersonId } from '#chinese'
import type { Site } from '../../src/main.ts'
import { median, percent, type Finding, type Job, type Setting } from '../job.ts'
import { openSignedIn } from '../signed-in.ts'
import { withSite } from '../site.ts'

const ROWS = 1_000_000
export const REGISTER = 'population.person'
const header = '姓名,公民身份号码,性别,出生日期,民族,居住地,住址,手机\n'
const surnames = '王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗'
/** Orders of one day of birth (GB 11643-1999). */
const A_DAY = 999

/** The file of a round: persons that no other round has, in villages of the tree. */
export function fileOf(round: number, rows: number, villages: readonly string[]): Blob {
  const parts: string[] = [header]
  for (let i = 0; i < rows; i++) {
    const n = round * rows + i
    const day = new Date(Date.UTC(1900, 0, 1 + Math.floor(n / A_DAY))).toISOString().slice(0, 10)
    const id = makePersonId('441882', day, n % A_DAY)
    parts.push(
      `${surnames[n % surnames.length]}入${n % 9973},${id},${n % 2 === 0 ? '女' : '男'},${day},汉族,${villages[n % villages.length]},建设路 ${n % 500} 号,138${String(n % 1e8).padStart(8, '0')}\n`,
    )
  }
  // As one piece: a browser sends a file, and not a million of them.
  return new Blob([parts.join('')])
}

/** Codes of the villages of a county of the tree. */
export const villagesOf = async (admin: pg.Client): Promise<string[]> =>
  (
    await admin.query<{ code: string }>(
      `select code from identity.region where level = 'village' and ended is null and code like '441802%' order by code`,
    )
  ).rows.map(({ code }) => code)

/** Measures over a site: files through the doors, and the same rows by COPY into an empty copy of the register. */
export async function measure(site: Site, rows: number, { rounds, log }: Setting): Promise<Finding[]> {
  const admin = new pg.Client(site.connections.admin as pg.ClientConfig)
  await admin.connect()
  admin.on('error', () => undefined)
  const { ask, city, close } = await openSignedIn(site, 'population')
  const call = async (method: string, path: string, body?: unknown) =>
    (await (await ask(method, path, body)).json()) as Record<string, unknown>
  // Where the server may write: it runs as a user of its own.
  const { rows: where } = await admin.query<{ data_directory: string }>('show data_directory')
  const copied = `${where[0]!.data_directory}/bench-persons.copy`
  try {
    const villages = await villagesOf(admin)
    await admin.query(`create table public.person_copy (like population.person including all)`)
    const ours: number[] = []
    const limits: number[] = []
    for (let round = 0; round < rounds; round++) {
      const form = new FormData()
      form.append('file', fileOf(round, rows, villages), 'persons.csv')
      const start = performance.now()
      const { id, mapping } = await call('POST', `/api/registers/${REGISTER}/imports`, form)
      await call('PUT', `/api/imports/${String(id)}/mapping`, { mapping, mode: 'both' })
      await city.runWaitingJobs()
      const checked = performance.now()
      await call('POST', `/api/imports/${String(id)}/start`, {})
      await city.runWaitingJobs()
      const seconds = (performance.now() - start) / 1000
      const done = await call('GET', `/api/imports/${String(id)}`)
      const logged = await admin.query<{ n: number }>('select count(*)::integer as n from kernel.change where purpose = $1', [
        `duty:批量导入 ${String(id)}`,
      ])
      if (done.state !== 'done' || done.added !== rows || logged.rows[0]!.n !== rows)
        throw new Error(`${String(done.added)} of ${rows} rows, ${logged.rows[0]!.n} in the log: the run is void`)
      ours.push(rows / seconds)
      await admin.query(`copy (select * from population.person order by recorded desc limit ${rows}) to '${copied}'`)
      await admin.query('truncate public.person_copy')
      // As the import has it, and without waiting for the words to be taken in.
      await admin.query(`set gin_pending_list_limit = '64MB'`)
      const before = performance.now()
      const { rowCount } = await admin.query(`copy public.person_copy from '${copied}'`)
      if (rowCount !== rows) throw new Error(`${rowCount} rows copied: the run is void`)
      limits.push(rows / ((performance.now() - before) / 1000))
      const share = (checked - start) / 1000 / seconds
      log(`round ${round + 1} of ${rounds}: ${ours.at(-1)!.toFixed(0)} and ${limits.at(-1)!.toFixed(0)} rows/s, check ${percent(share)}`)
    }
    const spread = (all: readonly number[]) => percent((Math.max(...all) - Math.min(...all)) / median(all))
    return [
      {
        unit: 'rows/s',
        ours: median(ours),
        limitName: 'COPY into an empty copy of the register with all its indexes',
        limit: median(limits),
        ratio: median(ours) / median(limits),
        note: `${rows} rows of CSV from the upload to the receipt, checked, with envelopes of history and log; ${rounds} rounds, spread ${spread(ours)} and ${spread(limits)}`,
      },
    ]
  } finally {
    await admin.query(`copy (select 1) to program 'rm -f ${copied}'`)
    await close()
    await admin.end()
  }
}

const job: Job = {
  what: 'a CSV file of persons brought into their register over HTTP: checked whole, with history, log and search',
  run: (setting) => withSite(setting.log, (site) => measure(site, setting.rows ?? ROWS, setting)),
}
export default job
