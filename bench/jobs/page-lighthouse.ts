import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import lighthouse, { type RunnerResult } from 'lighthouse'
import { chromium } from 'playwright-core'
import { openCity, type Site } from '../../src/main.ts'
import { openServer } from '../../src/web-server.ts'
import type { Finding, Job, Setting } from '../job.ts'
import { withSite } from '../site.ts'

/** What a page of the hall has to reach in each of the four categories. */
const wanted = 95
/** Bytes of script that a page may load, as they travel. */
const scriptBytes = 100 * 1024
const categories = ['performance', 'accessibility', 'best-practices', 'seo'] as const

const executablePath = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((path) => existsSync(path))

interface Seen {
  page: string
  scores: Record<(typeof categories)[number], number>
  script: number
  /** What cost points, by the names of the audits. */
  lost: string[]
}

function seenOf(page: string, { lhr }: RunnerResult): Seen {
  const requests =
    (lhr.audits['network-requests']?.details as { items?: { resourceType?: string; transferSize?: number }[] } | undefined)?.items ?? []
  return {
    page,
    scores: Object.fromEntries(categories.map((one) => [one, Math.round((lhr.categories[one]?.score ?? 0) * 100)])) as Seen['scores'],
    script: requests.filter(({ resourceType }) => resourceType === 'Script').reduce((sum, { transferSize = 0 }) => sum + transferSize, 0),
    lost: categories.flatMap((one) =>
      (lhr.categories[one]?.auditRefs ?? [])
        .filter(({ id, weight }) => weight > 0 && lhr.audits[id]?.score !== null && (lhr.audits[id]?.score ?? 1) < 0.9)
        .map(({ id }) => `${id} ${lhr.audits[id]?.displayValue ?? ''}`.trim()),
    ),
  }
}

/** Looks at pages with Lighthouse's own profile of a phone on a slow network; the middle of several tries counts. */
export async function look(
  address: string,
  pages: Readonly<Record<string, string>>,
  tries: number,
  log: (line: string) => void,
): Promise<Seen[]> {
  const port = 9333
  const browser = await chromium.launch({
    ...(executablePath ? { executablePath } : {}),
    args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', `--remote-debugging-port=${port}`],
  })
  try {
    const found: Seen[] = []
    for (const [name, path] of Object.entries(pages)) {
      const seen: Seen[] = []
      for (let turn = 0; turn < tries; turn++) {
        const result = await lighthouse(address + path, { port, output: 'json', logLevel: 'silent', onlyCategories: [...categories] })
        if (!result || result.lhr.runtimeError) throw new Error(`${name}: ${result?.lhr.runtimeError?.message ?? 'no result'}`)
        seen.push(seenOf(name, result))
      }
      const middle = seen.sort((a, b) => a.scores.performance - b.scores.performance)[seen.length >> 1]!
      const { scores, script, lost } = middle
      log(
        `${name}: ${categories.map((one) => `${one} ${scores[one]}`).join(', ')}; ${(script / 1024).toFixed(1)} KB of script${lost.length > 0 ? `; ${lost.join(', ')}` : ''}`,
      )
      found.push(middle)
    }
    return found
  } finally {
    await browser.close()
  }
}

/** The pages that people begin with, and one that says most. */
export async function measure(site: Site, setting: Pick<Setting, 'rounds' | 'log'>): Promise<Finding[]> {
  const city = await openCity(site)
  const server = await openServer(city, { host: '127.0.0.1', port: 0 })
  try {
    const county = (await city.identity.places.below((await city.identity.places.root())!.id))[0]!
    const pages = {
      home: '/',
      search: `/search?q=${encodeURIComponent('我想开个面馆')}`,
      life: '/life/birth',
      guide: `/matters/hall.restaurant-opening?region=${county.id}`,
      verify: '/verify',
    }
    const found = await look(server.address, pages, Math.min(setting.rounds, 3), setting.log)
    return found.map(({ page, scores, script, lost }) => {
      // Results of a search are not to be found by search engines, which Lighthouse counts against them.
      const least = Math.min(...categories.filter((one) => one !== 'seo' || page !== 'search').map((one) => scores[one]))
      return {
        unit: `points of ${page}`,
        ours: least,
        limitName: 'the least wanted in each category',
        limit: wanted,
        ratio: script > scriptBytes ? 0 : least / wanted,
        note: `${categories.map((one) => `${one} ${scores[one]}`).join(', ')}; ${(script / 1024).toFixed(1)} KB of script of ${scriptBytes / 1024}${lost.length > 0 ? `; ${lost.join(', ')}` : ''}`,
      }
    })
  } finally {
    await server.close()
    await city.close()
  }
}

const job: Job = {
  what: 'Lighthouse on a throttled phone: home, search, a life event, a guide, the verification',
  async run(setting) {
    execFileSync(process.execPath, ['--input-type=module', '--eval', "await (await import('./scripts/lib/web.mjs')).buildWeb()"], {
      stdio: 'inherit',
    })
    return withSite(setting.log, (site) => measure(site, setting))
  },
}
export default job
