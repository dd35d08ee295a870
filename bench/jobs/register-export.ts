import { join } from 'node:path'
import pg from 'pg'
import { readSealingKey, sealer } from '#kernel/sealing'
import type { Site } from '../../src/main.ts'
import { inTurns, percent, type Finding, type Job, type Setting } from '../job.ts'
import { fillPersons } from '../persons.ts'
import { openSignedIn } from '../signed-in.ts'
import { withSite } from '../site.ts'

/** As many as one export may hold, beside the few that the seed put there. */
const ROWS = 999_000
/** Where the officer who exports works. */
const COUNTY = '441802'
const columns = ['name', 'sex', 'birthDate', 'region', 'address', 'phone']

/** Measures over a site: the export as CSV over HTTP, and COPY of the same columns to nowhere. */
export async function measure(site: Site, rows: number, setting: Setting): Promise<Finding[]> {
  const admin = new pg.Client(site.connections.admin as pg.ClientConfig)
  await admin.connect()
  admin.on('error', () => undefined)
  const { ask, close } = await openSignedIn(site, 'population')
  try {
    await fillPersons(admin, sealer(readSealingKey(join(site.settings.dataDir, 'keys', 'seal.key'))), rows, 0, COUNTY)
    let peak = 0
    const platform = async () => {
      const start = performance.now()
      let bytes = 0
      const answer = await ask('POST', '/api/registers/population.person/export', { query: '', columns, reason: '量测导出' })
      const count = Number(answer.headers.get('x-rows'))
      for await (const piece of answer.body as unknown as AsyncIterable<Uint8Array>) {
        bytes += piece.length
        peak = Math.max(peak, process.memoryUsage().rss)
      }
      if (count < rows || bytes < rows * 10) throw new Error(`${count} rows, ${bytes} bytes: the run is void`)
      return count / ((performance.now() - start) / 1000)
    }
    const copy = async () => {
      const start = performance.now()
      const { rowCount } = await admin.query(
        `copy (select name, sex, birth_date, region_code, address, phone from population.person where ended is null and starts_with(region_code, '${COUNTY}') order by region_path, id) to '/dev/null' csv`,
      )
      return rowCount! / ((performance.now() - start) / 1000)
    }
    const before = process.memoryUsage().rss
    const found = await inTurns({ platform, copy }, setting)
    return [
      {
        unit: 'rows/s',
        ours: found.platform.median,
        limitName: 'COPY TO of the same columns',
        limit: found.copy.median,
        ratio: found.platform.median / found.copy.median,
        note: `${rows} rows as CSV, masked, with access records; spread ${percent(found.platform.spread)} and ${percent(found.copy.spread)}; memory grew by ${((peak - before) / 1024 / 1024).toFixed(0)} MB at most`,
      },
    ]
  } finally {
    await close()
    await admin.end()
  }
}

const job: Job = {
  what: 'a list of persons as a CSV file, masked, every piece on record before it is sent',
  run: (setting) => withSite(setting.log, (site) => measure(site, setting.rows ?? ROWS, setting)),
}
export default job
