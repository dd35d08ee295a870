/** A process that carries out what is due of the regions, until it is killed: `region-worker.ts <site as JSON>`. */
import { writeSync } from 'node:fs'
import { pino } from 'pino'
import { openCity, type Site } from '../../src/main.ts'

const site = JSON.parse(process.argv[2]!) as Omit<Site, 'log'>
const city = await openCity({ ...site, log: pino({ level: 'silent' }) })
writeSync(1, 'begun\n')
await city.regionActs.run({ settling: 0 })
await city.close()
