import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chromium, type Browser, type BrowserContext, type CDPSession, type Page } from 'playwright-core'
import { openCity, type Site } from '../../src/main.ts'
import { openServer } from '../../src/web-server.ts'
import type { Finding, Job, Setting } from '../job.ts'
import { withSite } from '../site.ts'

/** Milliseconds until a list is in sight, and from a key to what it finds. */
const wanted = { list: 1000, key: 100 }
/** Lighthouse's phone: a processor four times slower, 150 ms there and back, 1.6 Mbit/s. */
const slow = { processor: 4, latency: 150, bytes: (1.6 * 1024 * 1024) / 8 }
const TASKS = 200
/** So many that the steward's list is longer than its first page of 50. */
const PERSONS = 600

const executablePath = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((path) => existsSync(path))

async function throttle(page: Page): Promise<CDPSession> {
  const session = await page.context().newCDPSession(page)
  await session.send('Emulation.setCPUThrottlingRate', { rate: slow.processor })
  await session.send('Network.emulateNetworkConditions', {
    offline: false,
    latency: slow.latency,
    downloadThroughput: slow.bytes,
    uploadThroughput: slow.bytes,
  })
  return session
}

/** A browser of its own for the steward of persons, signed in. */
async function stewardAt(browser: Browser, address: string): Promise<BrowserContext> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, locale: 'zh-CN' })
  const account = { account: 'population', password: 'chengshu-population' }
  await context.request.post(`${address}/api/session`, { headers: { 'x-chengshu': '1' }, data: account })
  return context
}

/** An inbox as full as a clerk's gets, so that what is measured is the page: the server's answers have a job of their own. */
const fullInbox = () => ({
  items: Array.from({ length: TASKS }, (_, i) => ({
    id: `019b0000-0000-7000-8000-${String(i).padStart(12, '0')}`,
    case: `019b0000-0000-7000-9000-${String(i).padStart(12, '0')}`,
    number: `441802202603${String(i).padStart(8, '0')}`,
    title: `第 ${i} 户 开办餐饮店`,
    matterLabel: `事项 ${i % 7}`,
    branch: null,
    branchLabel: null,
    stage: 'check',
    stageLabel: '收件核对',
    organisationName: '政务服务中心',
    region: { id: `r${i % 5}`, name: `第 ${i % 5} 街道` },
    created: '2026-03-02T01:00:00Z',
    closed: null,
    due: `2026-03-${String((i % 28) + 1).padStart(2, '0')}`,
    light: (['green', 'yellow', 'red'] as const)[i % 3],
    claimedBy: null,
    provisional: false,
  })),
  next: null,
  counts: { open: TASKS, yellow: 66, red: 66 },
})

/** Script that notes when a key is pressed and how many rows each frame has; as text, for it runs where nothing of ours is. */
const watching = (rows: string) => `
  window.frames_ = []
  document.addEventListener('keydown', (event) => { window.pressed_ = event.timeStamp }, { capture: true, once: true })
  requestAnimationFrame(function frame(at) {
    window.frames_.push([at, document.querySelectorAll(${JSON.stringify(rows)}).length])
    if (window.frames_.length < 400) requestAnimationFrame(frame)
  })`

/**
 * Script that notes when rows are in sight: at the frame after the first that has them, for by then they are painted. Milliseconds since the
 * page was asked for, or since the press that went there. As text, for it runs where nothing of ours is.
 */
const sighting = (rows: string) => `
  window.pressedAt_ = 0
  document.addEventListener('click', (event) => { window.pressedAt_ = event.timeStamp; window.seen_ = undefined }, { capture: true })
  requestAnimationFrame(function frame() {
    if (window.seen_ === undefined && document.querySelector(${JSON.stringify(rows)}))
      requestAnimationFrame((at) => { window.seen_ = at - window.pressedAt_ })
    const box = document.querySelector('#search')
    if (window.listens_ === undefined && box && Object.keys(box).some((key) => key.startsWith('__react'))) window.listens_ = performance.now()
    requestAnimationFrame(frame)
  })`

/** Milliseconds until the rows were in sight, as the page itself noted. */
async function seen(page: Page): Promise<number> {
  const noted = await page.waitForFunction(() => (globalThis as { seen_?: number }).seen_)
  return (await noted.jsonValue())!
}

/** Milliseconds from the press of a key to the first frame in which the list has so many rows. */
async function fromKey(page: Page, key: string, rows: string, until: (count: number) => boolean): Promise<number> {
  await page.evaluate(watching(rows))
  const before = await page.locator(rows).count()
  await page.keyboard.press(key)
  await page.waitForFunction(([selector, count]) => document.querySelectorAll(selector as string).length !== count, [rows, before] as const)
  await page.evaluate(() => new Promise(requestAnimationFrame))
  const { pressed, frames } = await page.evaluate<{ pressed: number; frames: [number, number][] }>(
    '({ pressed: window.pressed_, frames: window.frames_ })',
  )
  const first = frames.find(([at, count]) => at > pressed && count !== before && until(count))
  if (!first) throw new Error(`no frame after ${key} has other rows`)
  return first[0] - pressed
}

const middle = (values: number[]) => values.toSorted((a, b) => a - b)[values.length >> 1]!

/** How many bytes of script a page had to fetch. */
const bytesOfScripts = () =>
  (performance.getEntriesByType('resource') as PerformanceResourceTiming[])
    .filter(({ name }) => name.endsWith('.js'))
    .reduce((sum, { transferSize }) => sum + transferSize, 0)

/**
 * A list in sight: opened anew with the files of the pages at hand, as for somebody who was there before; opened with none, as after a new
 * release; and gone to from the list of registers. In a browser of its own: one whose requests are answered for it keeps no files.
 */
async function lists(browser: Browser, server: string, rounds: number) {
  const context = await stewardAt(browser, server)
  const page = await context.newPage()
  const list = '/desk/registers/population.person'
  const rows = '.table tbody tr'
  await page.addInitScript(sighting(rows))
  // Unhindered until the files and what the browser made of them are kept: it compiles a script anew until it has seen it three times.
  for (let visit = 0; visit < 3; visit++) {
    await page.goto(server + list)
    await page.locator(rows).first().waitFor()
  }
  const session = await throttle(page)
  const open = async () => {
    await page.goto(server + list, { waitUntil: 'commit' })
    const sight = await seen(page)
    const listens = await page.waitForFunction(() => (globalThis as { listens_?: number }).listens_)
    return { sight, listens: (await listens.jsonValue())!, loaded: await page.evaluate(bytesOfScripts) }
  }
  const times: Record<'opened' | 'listens' | 'bare' | 'bareListens' | 'gone', number[]> = {
    opened: [],
    listens: [],
    bare: [],
    bareListens: [],
    gone: [],
  }
  for (let round = 0; round < rounds; round++) {
    const { sight, listens, loaded } = await open()
    if (loaded > 0) throw new Error('the files of the pages were not at hand')
    times.opened.push(sight)
    times.listens.push(listens)
    await page.goto(`${server}/desk/registers`)
    const link = page.getByRole('link', { name: '自然人', exact: true })
    await link.waitFor()
    await link.click()
    times.gone.push(await seen(page))
  }
  for (let round = 0; round < rounds; round++) {
    await session.send('Network.clearBrowserCache')
    const { sight, listens, loaded } = await open()
    if (loaded === 0) throw new Error('the files of the pages were at hand')
    times.bare.push(sight)
    times.bareListens.push(listens)
  }
  await context.close()
  return times
}

/** From a key in the filter of a full inbox to the frame that shows what it finds. */
async function keys(browser: Browser, server: string, rounds: number): Promise<number[]> {
  const context = await stewardAt(browser, server)
  await context.route('**/api/inbox*', (route) => route.fulfill({ json: fullInbox() }))
  // The page of the inbox brings what is in it: not this one, which has to ask.
  await context.route('**/desk', async (route) => {
    const response = await route.fetch()
    await route.fulfill({ response, body: (await response.text()).replaceAll('"/api/inbox?', '"/another?') })
  })
  const page = await context.newPage()
  await throttle(page)
  const times: number[] = []
  for (let round = 0; round < rounds; round++) {
    await page.goto(`${server}/desk`)
    await page
      .locator('.inbox-row')
      .nth(TASKS - 1)
      .waitFor()
    await page.getByRole('searchbox').first().focus()
    times.push(await fromKey(page, '7', '.inbox-row', (count) => count < TASKS))
  }
  await context.close()
  return times
}

/** Opens the desk as a steward on a slow machine: how long a list takes, gone to and opened anew, and how long a key. */
export async function measure(site: Site, { rounds: asked, log }: Pick<Setting, 'rounds' | 'log'>): Promise<Finding[]> {
  const rounds = Math.max(3, asked)
  const city = await openCity(site)
  const server = await openServer(city, { host: '127.0.0.1', port: 0 })
  const browser = await chromium.launch({ ...(executablePath ? { executablePath } : {}), args: ['--no-sandbox', '--disable-gpu'] })
  try {
    const times = { ...(await lists(browser, server.address, rounds)), key: await keys(browser, server.address, rounds) }
    log(
      `opened ${times.opened.map(Math.round).join(', ')} ms; without files ${times.bare.map(Math.round).join(', ')} ms; gone to ${times.gone.map(Math.round).join(', ')} ms; key ${times.key.map(Math.round).join(', ')} ms`,
    )
    const finding = (unit: string, values: number[], limit: number, note: string): Finding => ({
      unit,
      ours: middle(values),
      limitName: 'what a reader takes for at once',
      limit,
      ratio: limit / middle(values),
      note: `${note}; processor ${slow.processor} times slower, ${slow.latency} ms, 1.6 Mbit/s; ${values.map(Math.round).join(', ')}`,
    })
    return [
      finding('ms to a list opened anew', times.opened, wanted.list, 'the first page of 50 records, the files of the pages at hand'),
      finding('ms until its box for words listens', times.listens, wanted.list, 'the same: rows are there before the script'),
      finding(
        'ms to a list opened without files',
        times.bare,
        wanted.list,
        'the same, no file at hand: the first time, or after a release',
      ),
      finding('ms until its box listens, without files', times.bareListens, 2 * wanted.list, 'the same, twice as patient'),
      finding('ms to a list gone to', times.gone, wanted.list, 'from the list of registers'),
      finding('ms from key to result', times.key, wanted.key, `one key in the filter of an inbox of ${TASKS}`),
    ]
  } finally {
    await browser.close()
    await server.close()
    await city.close()
  }
}

const job: Job = {
  what: 'the desk on a throttled machine: a list in sight, a key and its result',
  async run(setting) {
    execFileSync(process.execPath, ['--input-type=module', '--eval', "await (await import('./scripts/lib/web.mjs')).buildWeb()"], {
      stdio: 'inherit',
    })
    return withSite(setting.log, (site) => measure(site, setting), PERSONS)
  },
}
export default job
