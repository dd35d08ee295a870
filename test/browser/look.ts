import { mkdir } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { AxeResults } from 'axe-core'
import type { Browser, Page } from 'playwright-core'
import type { Somebody } from './browser.ts'

const pictures = fileURLToPath(new URL('pictures/', import.meta.url))
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** A telephone held upright, and a desk. */
const widths = [360, 1280] as const

/** The innermost elements that stick out to the right. */
export const stickingOut = (page: Page) =>
  page.evaluate(() => {
    const { scrollWidth } = document.scrollingElement!
    if (scrollWidth <= innerWidth) return []
    const out = [...document.querySelectorAll('body *')].filter((one) => one.getBoundingClientRect().right > innerWidth + 0.5)
    const innermost = out.filter((one) => !out.some((other) => other !== one && one.contains(other)))
    return innermost.map(
      (one) => `${one.tagName.toLowerCase()} "${one.textContent?.slice(0, 30)}" ends at ${one.getBoundingClientRect().right}`,
    )
  })

/** What a reader with impairments would meet: WCAG 2.2 A and AA as far as a program can tell, serious and critical alone. */
export async function barriers(page: Page): Promise<string[]> {
  await page.evaluate(axe)
  const { violations } = await page.evaluate(() =>
    (globalThis as unknown as { axe: { run(options: object): Promise<AxeResults> } }).axe.run({ resultTypes: ['violations'] }),
  )
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 160)} ${failureSummary}`))
}

/**
 * Everything that is wrong with the page as it stands, seen at both widths; a picture of each is kept under its name.
 * The window is left as wide as a desk.
 */
export async function faults({ page, complaints }: Somebody, name: string): Promise<string[]> {
  await mkdir(pictures, { recursive: true })
  await page.waitForFunction(() => !/正在读取…|Loading…/.test(document.body.textContent ?? ''))
  const found: string[] = []
  // Once is enough: both widths show the same elements in the same colours.
  found.push(...(await barriers(page)))
  for (const width of widths) {
    await page.setViewportSize({ width, height: width === 360 ? 780 : 900 })
    for (const fault of await stickingOut(page)) found.push(`${width} px: ${fault}`)
    await page.screenshot({ path: `${pictures}${name}-${width}.jpg`, quality: 80, fullPage: true })
  }
  return [...found, ...complaints()]
}

/** What every open page looks like now, for whoever looks into a failure. */
export async function keepPictures(browser: Browser): Promise<void> {
  await mkdir(pictures, { recursive: true })
  const pages = browser.contexts().flatMap((context) => context.pages())
  for (const [index, page] of pages.entries())
    await page.screenshot({ path: `${pictures}failed-${index}.jpg`, quality: 80, fullPage: true })
}
