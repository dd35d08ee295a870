import { spawn } from 'node:child_process'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { pino } from 'pino'
import { openCity, type Site } from '../../src/main.ts'
import { approved } from '../spine/region-acts.ts'
import type { FaultResult } from './groups.ts'

const script = fileURLToPath(new URL('./region-worker.ts', import.meta.url))

/** Carries out what is due in a process of its own, which is killed after a while, unless it ended before. @returns whether it was killed */
async function carryOut(site: Omit<Site, 'log'>, afterMs: number | undefined): Promise<boolean> {
  const { settings, connections } = site
  const child = spawn(process.execPath, ['--import', 'tsx', script, JSON.stringify({ settings, connections })], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let complaint = ''
  child.stderr.on('data', (data: Buffer) => (complaint += data.toString()))
  const begun = new Promise<void>((resolve) => {
    child.stdout.once('data', () => resolve())
  })
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve))
  await Promise.race([begun, ended])
  if (afterMs !== undefined) {
    await Promise.race([pause(afterMs), ended])
    child.kill('SIGKILL')
  }
  const code = await ended
  if (code !== 0 && code !== null) throw new Error(`the worker ended by itself: ${complaint}`)
  return code === null
}

/** What is wrong with the records after an act, given how many lay where it took them from. */
async function judge(admin: pg.Client, act: string, { from, to, records }: { from: string; to: string; records: number }) {
  const one = async (text: string, values: unknown[] = []): Promise<number> =>
    Number((await admin.query<{ n: string }>(text, values)).rows[0]!.n)
  const stayed = await one('select count(*) as n from library.card where region_path like $1', [`${from}%`])
  const came = await one('select count(*) as n from library.card where region_path like $1', [`${to}%`])
  // I4: register and history and envelopes say the same, and versions have no gap.
  const unequal = await one(
    `select count(*) as n from (
       select r.id from library.card r
       where r.version <> (select count(*) from kernel.change c where c.record = r.id)
         or r.version <> (select max(c.version) from kernel.change c where c.record = r.id)
         or r.version <> 1 + (select count(*) from library.card_history h where h.id = r.id)) x`,
  )
  // Every version of the act says why.
  const mute = await one(
    `select count(*) as n from kernel.change c where c.register = 'library.card' and c.op = 'U'
       and not exists (select from registers.ground g where g.incarnation = c.incarnation and g.tx = c.tx and g.reason like '行政区划调整%')`,
  )
  // I2 and I5: each went once, and as many are told as went.
  const { rows } = await admin.query<{ state: string; moved: number; number: string; summary: string }>(
    'select state, moved::int as moved, number, summary from identity.region_act where id = $1',
    [act],
  )
  const { state, moved, number, summary } = rows[0]!
  const envelopes = await one(`select count(*) as n from kernel.change c where c.purpose = $1 and 'region_path' = any(c.fields)`, [
    `system:行政区划调整 ${number}：${summary}`,
  ])
  return {
    lost: stayed + Math.abs(came - records) + unequal + mute + (state === 'done' ? 0 : 1) + Math.max(0, envelopes - moved),
    doubled: await one(
      `select count(*) as n from (select c.record from kernel.change c where c.purpose = $1 and c.register = 'library.card' group by 1 having count(*) > 1) x`,
      [`system:行政区划调整 ${number}：${summary}`],
    ),
    moved,
  }
}

/** Kills the process that carries out an act of the regions, again and again in the middle of its pieces, until it is done; then the next act. */
export async function killRegionActs(
  site: Site,
  { tries, records, deaths, log }: { tries: number; records: number; deaths: number; log(line: string): void },
): Promise<FaultResult & { kills: number; recordsPerSecond: number }> {
  const city = await openCity({ ...site, log: pino({ level: 'silent' }) })
  const admin = new pg.Client(site.connections.admin as pg.ClientConfig)
  await admin.connect()
  const result = {
    fault: 'an act of the regions killed',
    tries,
    lost: 0,
    doubled: 0,
    worstRecoverySeconds: 0,
    kills: 0,
    recordsPerSecond: 0,
  }
  try {
    const region = async (code: string) => {
      const { rows } = await admin.query<{ key: string; path: string }>(
        'select key, path from identity.region where code = $1 and ended is null and effective @> now()',
        [code],
      )
      return rows[0]!
    }
    const [qingcheng, qingxin] = [await region('441802'), await region('441803')]
    const { rows: towns } = await admin.query<{ key: string }>('select key from identity.region where parent = $1', [qingxin.key])
    const person = (await admin.query<{ id: string }>('select id from population.person limit 1')).rows[0]!.id
    for (let made = 0; made < records; made += 2000)
      await city.identity.asSystem('试验数据', (ctx) =>
        city.registers.addManyUntyped(
          ctx,
          'library.card',
          Array.from({ length: Math.min(2000, records - made) }, (_, i) => ({
            reader: person,
            readerName: '试验',
            kind: 'adult',
            limit: 1,
            region: towns[i % towns.length]!.key,
            issuedOn: '2026-01-01',
            state: 'valid',
          })),
        ),
      )
    log(`${records} records lie in Qingxin`)
    for (let n = 0; n < tries; n++) {
      const merging = n % 2 === 0
      const act = merging
        ? await approved(city, admin, {
            kind: 'merge',
            sources: [{ region: qingcheng.key }, { region: qingxin.key }],
            into: '441802',
            intoName: '清城区',
          })
        : await approved(city, admin, {
            kind: 'split',
            subject: qingcheng.key,
            parts: [
              { code: '441802', name: '清城区' },
              { code: '441803', name: '清新区' },
            ],
            table: towns.map(({ key }) => ({ region: key, to: '441803' })),
            rest: '441802',
          })
      const began = performance.now()
      const isDone = async () =>
        (await admin.query<{ state: string }>('select state from identity.region_act where id = $1', [act])).rows[0]!.state === 'done'
      // Each life is longer than the one before it, so that it comes to an end at last. What a killed process asked of the database last may
      // still be under way there: then the next one leaves the act to it, as the next round of the job would.
      for (let life = 1; !(await isDone()); life++)
        if (await carryOut(site, life > deaths ? undefined : 100 + Math.random() * 200 * life)) result.kills++
      const seconds = (performance.now() - began) / 1000
      const [from, to] = merging ? [qingxin.path, qingcheng.path] : [qingcheng.path, qingxin.path]
      const { lost, doubled, moved } = await judge(admin, act, { from, to, records })
      log(
        `act ${n + 1}: ${moved} rows in ${seconds.toFixed(1)} s with all deaths, ${result.kills} deaths so far, ${lost} lost, ${doubled} doubled`,
      )
      result.lost += lost
      result.doubled += doubled
      result.worstRecoverySeconds = Math.max(result.worstRecoverySeconds, seconds)
    }
    const last = await approved(city, admin, {
      kind: 'merge',
      sources: [{ region: qingcheng.key }, { region: (await region(tries % 2 === 0 ? '441803' : '441821')).key }],
      into: '441802',
      intoName: '清城区',
    })
    const began = performance.now()
    await city.regionActs.run({ settling: 0 })
    const { rows } = await admin.query<{ moved: number }>('select moved::int as moved from identity.region_act where id = $1', [last])
    result.recordsPerSecond = Math.round((rows[0]!.moved * 1000) / (performance.now() - began))
    log(`${rows[0]!.moved} rows undisturbed, ${result.recordsPerSecond} a second`)
    return result
  } finally {
    await admin.end()
    await city.close()
  }
}
