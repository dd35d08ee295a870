/**
 * npm run bench [job …] [--rows n] [--rounds n] [--seconds n] [--busy] [--profiles folder]
 * Runs jobs beside their limits and writes bench/results.json; `--busy` lets it run while the machine does other things,
 * `--profiles` writes a processor profile of each contestant.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import type { Result, Setting } from './job.ts'
import { jobs } from './jobs/index.ts'
import { busyShare, describeMachine } from './machine.ts'

// As an installation runs: react-dom looks at it when it is loaded, which a job does later.
process.env.NODE_ENV ??= 'production'
const file = new URL('./results.json', import.meta.url)
const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    rows: { type: 'string' },
    rounds: { type: 'string' },
    seconds: { type: 'string' },
    busy: { type: 'boolean' },
    profiles: { type: 'string' },
  },
})
const wanted = positionals.length > 0 ? positionals : Object.keys(jobs)
const unknown = wanted.filter((name) => !jobs[name])
if (unknown.length > 0) {
  console.error(`no job is called ${unknown.join(', ')}; there are ${Object.keys(jobs).join(', ')}`)
  process.exit(2)
}
const busy = await busyShare()
if (busy > 0.15 && !values.busy) {
  console.error(`the machine is busy (${(busy * 100).toFixed(0)} %), so that figures would mean nothing; wait, or say --busy`)
  process.exit(3)
}
const setting: Setting = {
  rows: values.rows ? Number(values.rows) : undefined,
  rounds: Number(values.rounds ?? 5),
  seconds: Number(values.seconds ?? 5),
  ...(values.profiles ? { profiles: values.profiles } : {}),
  log: (line) => console.error(line),
}
const beside = ({ peerName, peer, peerRatio }: Result) =>
  peer === null || peerRatio === null ? '' : `  ${peerName} ${peer.toFixed(1)}, ${peerRatio.toFixed(2)} times that`
const results: Result[] = []
for (const name of wanted) {
  const job = await jobs[name]!()
  console.error(`${name}: ${job.what}`)
  for (const finding of await job.run(setting)) {
    const result: Result = {
      job: name,
      peerName: null,
      peer: null,
      peerRatio: null,
      machine: describeMachine() + (busy > 0.15 ? `, busy with other things (${(busy * 100).toFixed(0)} %)` : ''),
      at: new Date().toISOString(),
      ...finding,
    }
    results.push(result)
    console.log(
      `${name}  ${result.ours.toFixed(1)} ${result.unit}  limit ${result.limit.toFixed(1)} (${result.limitName})  ratio ${result.ratio.toFixed(2)}${beside(result)}  ${result.note}`,
    )
  }
}
const before = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Result[]) : []
writeFileSync(file, `${JSON.stringify([...before.filter((one) => !wanted.includes(one.job)), ...results], undefined, 2)}\n`)
