import type { Page } from 'playwright-core'
import type { People } from './people.ts'

/** A page as somebody sees it. */
export interface Seen {
  account?: string | undefined
  address: string
  width: number
  height: number
  chosen: Readonly<Record<string, string>>
}

/** Waits until nothing is on its way any more: no word of it, no grey room for it, no letter, no stroke of a chart. */
async function settled(page: Page): Promise<void> {
  await page.waitForFunction(
    () => !document.querySelector('.skeleton, [aria-busy="true"]') && !/正在读取…|Loading…/.test(document.body.textContent ?? ''),
  )
  await page.evaluate(async () => {
    await document.fonts.ready
    // Strokes of maps and charts are drawn with the next pictures of the screen.
    for (let frame = 0; frame < 30; frame++) await new Promise(requestAnimationFrame)
  })
}

/** Opens a page as somebody sees it. The caller closes it. */
export async function open(people: People, base: string, { account, address, width, height, chosen }: Seen): Promise<Page> {
  const context = await people.browserOf(account, width < 600)
  for (const name of ['look', 'size', 'lang']) await context.clearCookies({ name })
  await context.addCookies(Object.entries(chosen).map(([name, value]) => ({ name, value, url: base })))
  const page = await context.newPage()
  await page.setViewportSize({ width, height })
  await page.goto(address)
  await page.getByRole('heading').first().waitFor()
  await settled(page)
  return page
}

/** What the window of a page shows, as WebP; the whole page when asked. */
export async function pictureOf(page: Page, { whole = false, quality = 82 } = {}): Promise<Buffer> {
  await settled(page)
  const session = await page.context().newCDPSession(page)
  const size = await page.evaluate(() => ({ width: innerWidth, height: document.documentElement.scrollHeight }))
  const { data } = await session.send('Page.captureScreenshot', {
    format: 'webp',
    quality,
    // Whatever is longer than that is a list.
    ...(whole
      ? { captureBeyondViewport: true, clip: { x: 0, y: 0, width: size.width, height: Math.min(size.height, 6000), scale: 1 } }
      : {}),
  })
  await session.detach()
  return Buffer.from(data, 'base64')
}
