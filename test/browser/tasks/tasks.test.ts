import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { testCity, type TestCity } from '#testing'
import { buildPages, noBrowser, openBrowser } from '../browser.ts'
import { keepPictures } from '../look.ts'
import { makePapers } from '../papers.ts'
import { accept, askForSupplement, exportList, findWhoChanged, reassign } from './desk.ts'
import { complain, findAndApply, supplement, takeOver, verify } from './hall.ts'
import type { Means } from './hands.ts'
import { decided } from './ready.ts'
import { looks, newRun, widths, type Ground, type Look, type Manner, type Run } from './run.ts'

if (noBrowser) console.log(`test/browser/tasks/tasks.test.ts is skipped: ${noBrowser}`)

const tasks: readonly (readonly [name: string, task: (run: Run) => Promise<void>])[] = [
  ['finds a matter by plain words and applies', findAndApply],
  ['supplements what the window asked for', supplement],
  ['takes over as a proxy, acts, and is released', takeOver],
  ['verifies a paper by its code and by its file', verify],
  ['complains about a wrong datum and sees the answer', complain],
  ['accepts a case', accept],
  ['asks for a supplement', askForSupplement],
  ['reassigns a task to a colleague', reassign],
  ['finds who changed a value', findWhoChanged],
  ['takes a list away for a reason', exportList],
]
const means: readonly Means[] = ['mouse', 'keyboard']
const ways = widths.flatMap((width) => means.map((one) => ({ width, means: one })))
const lookNames = Object.keys(looks) as Look[]

/** All sixty when asked for; otherwise each task once, so that every width, both means and every look occur. */
const whole = process.env.ALL_TASKS !== undefined
const lookAt = (at: number): Look => lookNames[at % lookNames.length]!
const mannersOf = (at: number): Manner[] =>
  whole
    ? ways.map((way, i) => ({ ...way, look: lookAt(at + i), barriers: (at + i) % 3 === 0 }))
    : [{ ...ways[at % ways.length]!, look: lookAt(at), barriers: true }]
const runs = tasks.flatMap(([name, task], at) => mannersOf(at).map((manner) => ({ name, task, manner })))

describe.skipIf(noBrowser)('people do with what they see', { timeout: 120_000 }, () => {
  let city: TestCity
  let browser: Browser
  let ground: Ground
  const told: string[] = []

  beforeAll(async () => {
    city = await testCity({ pages: buildPages() })
    browser = await openBrowser()
    ground = { city, browser, papers: await makePapers(browser, ['申请材料', '补充证明']), certificate: await decided(city, 'citizen') }
  }, 240_000)
  beforeEach(async ({ onTestFailed }) => {
    // Those of a task that failed are still open for their pictures.
    for (const left of browser.contexts()) await left.close()
    onTestFailed(() => keepPictures(browser))
  })
  afterAll(async () => {
    if (told.length > 0) console.log(told.join('\n'))
    await browser?.close()
    await city?.stop()
  })

  for (const [at, { name, task, manner }] of runs.entries())
    it(`${name}: ${manner.width} px, ${manner.means}, ${manner.look}`, async () => {
      const from = Date.now()
      const { run, people } = newRun(ground, manner, String(100 + at))
      await task(run)
      for (const { complaints } of people) expect(complaints()).toEqual([])
      const { presses, to } = people.map(({ way }) => way.longest).toSorted((one, other) => other.presses - one.presses)[0]!
      const keys =
        manner.means === 'keyboard' ? ` · ${people.map(({ way }) => way.presses).join(' + ')} Tabs, at most ${presses} to ${to}` : ''
      told.push(`${name} · ${manner.width} · ${manner.means} · ${manner.look} · ${((Date.now() - from) / 1000).toFixed(1)} s${keys}`)
    })
})
