/** npm run faults [-- --tries n --only words]: tries every fault, or those whose name has the words, many times and writes test/faults/results.json. */
import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { pino } from 'pino'
import type { FaultResult } from './groups.ts'
import { tryFieldLeaks } from './leaks.ts'
import { tryParsers } from './parsers.ts'
import { buildCity } from '../../src/loading/build.ts'
import { killRegionActs } from './regions-killed.ts'
import { killServer, withDurableSite } from './server-killed.ts'
import { killWriters } from './writer-killed.ts'

const { values } = parseArgs({ options: { tries: { type: 'string' }, only: { type: 'string', default: '' } } })
const tries = Number(values.tries ?? 200)
const log = (line: string) => console.error(line)
const results: FaultResult[] = []
for (const [name, work] of [
  ['writer killed', () => withDurableSite((site) => killWriters(site, { tries, log }))],
  // A thousand inputs a try: ten thousand tries make the ten million of the long form.
  ['R15', () => tryParsers({ seed: Date.now() % 2 ** 31, tries: tries * 1_000, log })],
  [
    'an act of the regions killed',
    () =>
      withDurableSite(async ({ connections, dataDir }) => {
        const settings = { installation: 'test', timezone: 'Asia/Shanghai', city: '4418', dataDir, host: '127.0.0.1', port: 8080 }
        const site = { settings, connections, log: pino({ level: 'silent' }) }
        await buildCity(site, { demo: true, plan: { seed: 'faults', persons: 400, entities: 60, until: '2026-01-01' }, log })
        return killRegionActs(site, { tries: Math.max(2, Math.round(tries / 50)), records: 100_000, deaths: 20, log })
      }),
  ],
  ['database server killed', () => killServer({ tries: Math.max(3, Math.round(tries / 10)), log })],
  [
    'hidden fields asked for at every door',
    () =>
      withDurableSite((site) =>
        tryFieldLeaks(
          { ...site, log: pino({ level: 'silent' }) },
          { seed: Date.now() % 1_000_000, worlds: Math.max(1, Math.round(tries / 100)), log },
        ),
      ),
  ],
] as const) {
  if (!name.includes(values.only)) continue
  console.error(name)
  const { fault, tries: tried, lost, doubled, worstRecoverySeconds } = await work()
  results.push({ fault, tries: tried, lost, doubled, worstRecoverySeconds })
  console.log(
    fault === 'R15'
      ? `${fault}: ${tried} spoilt inputs, ${lost} broke a parser or hung, slowest ${worstRecoverySeconds.toFixed(1)} s`
      : `${fault}: ${tried} tries, ${lost} lost or by half, ${doubled} doubled, back after at most ${worstRecoverySeconds.toFixed(1)} s`,
  )
}
writeFileSync(new URL('./results.json', import.meta.url), `${JSON.stringify(results, undefined, 2)}\n`)
if (results.some(({ lost, doubled }) => lost + doubled > 0)) process.exitCode = 1
