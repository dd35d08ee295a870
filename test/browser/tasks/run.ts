import type { Browser } from 'playwright-core'
import type { TestCity } from '#testing'
import { somebody, type Somebody } from '../browser.ts'
import { barriers, stickingOut } from '../look.ts'
import type { Paper } from '../papers.ts'
import { handsOf, type Hands, type Means } from './hands.ts'
import { newWay, type Way } from './reach.ts'

export const widths = [360, 1280, 1920] as const
export type Width = (typeof widths)[number]
const heights: Record<Width, number> = { 360: 780, 1280: 900, 1920: 1080 }

/** How a page is read: the usual way, or as a reader may have chosen. */
export const looks = { light: {}, dark: { look: 'dark' }, contrast: { look: 'contrast' }, large: { size: 'large' } } as const
export type Look = keyof typeof looks

/** The ground on which tasks are done: one city and one browser for all. */
export interface Ground {
  city: TestCity
  browser: Browser
  /** Papers that people hand in, by their titles. */
  papers: Map<string, Paper>
  /** A certificate that somebody holds. */
  certificate: { code: string; file: Buffer; holder: string }
}

/** How one run of a task goes. */
export interface Manner {
  width: Width
  means: Means
  look: Look
  /** Whether a reader's barriers are looked for after each step. */
  barriers: boolean
}

/** Somebody who does a task. */
export interface Person extends Somebody {
  hands: Hands
  way: Way
  /** A step is done: nothing may stick out, no barrier stand, nobody complain, and the focus must have been seen all along. */
  done(step: string): Promise<void>
}

/** One run of a task. */
export interface Run extends Ground {
  manner: Manner
  /** What nobody else writes: names of this run are told by it. */
  mark: string
  /** Somebody at a machine of their own, at the first page: the only address that is typed in. */
  person(first: '/' | '/desk'): Promise<Person>
}

/** A run of a task on the ground, and everybody who took part in it. */
export function newRun(ground: Ground, manner: Manner, mark: string): { run: Run; people: Person[] } {
  const people: Person[] = []
  const person = async (first: string): Promise<Person> => {
    const { width, means, look } = manner
    const one = await somebody(ground.browser, ground.city.address)
    const cookies = Object.entries(looks[look]).map(([name, value]) => ({ name, value, url: ground.city.address }))
    if (cookies.length > 0) await one.context.addCookies(cookies)
    await one.page.setViewportSize({ width, height: heights[width] })
    // From the first page on: a listener that is added with the press may come too late for the dialog of the machine.
    one.page.on('filechooser', () => undefined)
    const way = newWay()
    one.page.on('load', () => void (way.fresh = true))
    /** The focus went with the thing that had it, and whoever works by keyboard begins anew. */
    const lost = async () => means === 'keyboard' && !way.fresh && (await one.page.evaluate(() => document.activeElement === document.body))
    const done = async (step: string) => {
      const faults = [
        ...(await stickingOut(one.page)),
        ...(manner.barriers ? await barriers(one.page) : []),
        ...one.complaints(),
        ...way.faults,
        ...((await lost()) ? ['the focus is lost'] : []),
      ]
      if (faults.length > 0) throw new Error(`${step}, ${width} px, ${means}, ${look}:\n${faults.join('\n')}`)
    }
    const made: Person = { ...one, hands: handsOf(means, one.page, way), way, done }
    people.push(made)
    await one.page.goto(first)
    return made
  }
  return { run: { ...ground, manner, mark, person }, people }
}
