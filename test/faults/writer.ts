/** A process that writes until it is killed: `writer.ts <site as JSON> <name>`; a line of output acknowledges each group. */
import { writeSync } from 'node:fs'
import { pino } from 'pino'
import { openEngine } from '../spine/engine.ts'
import { writeGroup } from './groups.ts'

const site = JSON.parse(process.argv[2]!) as { connections: Parameters<typeof openEngine>[0]['connections']; dataDir: string }
const name = process.argv[3]!
const engine = openEngine({ ...site, log: pino({ level: 'silent' }) })
const write = async (lane: number) => {
  for (let i = 0; ; i++) {
    const group = `${name}.${lane}.${i}`
    await writeGroup(engine, group)
    writeSync(1, `${group}\n`)
  }
}
await Promise.all([0, 1, 2, 3].map(write))
