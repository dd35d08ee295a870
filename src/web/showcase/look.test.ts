import { spawn, type ChildProcess } from 'node:child_process'
import { createServer, type AddressInfo } from 'node:net'
import type { Browser, BrowserContext } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { noBrowser, openBrowser } from '../../../test/browser/browser.ts'
import { barriers, stickingOut } from '../../../test/browser/look.ts'

const freePort = () =>
  new Promise<number>((found) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo
      server.close(() => found(port))
    })
  })

/** `npm run showcase` as somebody starts it, when it has said its address. */
async function openShowcase(): Promise<{ address: string; running: ChildProcess }> {
  const running = spawn(process.execPath, ['scripts/showcase.mjs'], {
    env: { ...process.env, NODE_ENV: 'development', PORT: String(await freePort()) },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const address = await new Promise<string>((said, failed) => {
    let heard = ''
    running.stdout.on('data', (words: Buffer) => {
      heard += words.toString()
      const found = /http:\S+\/showcase\//.exec(heard)?.[0]
      if (found) said(found)
    })
    running.once('exit', (code) => failed(new Error(`the showcase ended with ${code}: ${heard}`)))
  })
  return { address, running }
}

/** Every look at both sizes and in both languages, without every combination of them. */
const readings = [
  { look: 'light', size: 'normal', lang: 'zh', width: 1280 },
  { look: 'light', size: 'large', lang: 'zh', width: 360 },
  { look: 'dark', size: 'normal', lang: 'en', width: 360 },
  { look: 'dark', size: 'large', lang: 'en', width: 1920 },
  { look: 'contrast', size: 'normal', lang: 'zh', width: 360 },
  { look: 'contrast', size: 'large', lang: 'en', width: 1280 },
] as const

describe.skipIf(noBrowser)('the catalogue in a browser', { timeout: 120_000 }, () => {
  let browser: Browser
  let context: BrowserContext
  let showcase: Awaited<ReturnType<typeof openShowcase>>

  beforeAll(async () => {
    ;[browser, showcase] = await Promise.all([openBrowser(), openShowcase()])
    // One context for all, so that the many files of the development server are fetched once.
    context = await browser.newContext({ reducedMotion: 'reduce' })
  })
  afterAll(async () => {
    await browser?.close()
    showcase?.running.kill()
  })

  const open = async ({ look, size, lang, width }: { look: string; size: string; lang: string; width: number }) => {
    const { origin } = new URL(showcase.address)
    await context.addCookies(Object.entries({ look, size, lang }).map(([name, value]) => ({ name, value, url: origin })))
    const page = await context.newPage()
    await page.setViewportSize({ width, height: 900 })
    await page.goto(showcase.address)
    await page.locator('.showcase-icons').waitFor()
    return page
  }

  it.each(readings)('has no barrier and fits: $look, $size, $lang, $width px', async (reading) => {
    const page = await open(reading)
    const root = page.locator('html')
    expect(await root.getAttribute('data-look')).toBe(reading.look)
    expect(await root.getAttribute('data-size')).toBe(reading.size)
    expect(await root.getAttribute('lang')).toBe(reading.lang === 'en' ? 'en' : 'zh-CN')
    expect(await barriers(page)).toEqual([])
    expect(await stickingOut(page)).toEqual([])
    expect(await page.locator('.showcase-faint').count()).toBe(0)
    await page.close()
  })

  it('changes how one reads at once, by keyboard, and keeps it', async () => {
    const page = await open({ look: 'light', size: 'normal', lang: 'zh', width: 1280 })
    const menu = page.getByRole('banner').first().locator('summary').first()
    await menu.focus()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    expect(await page.locator('html').getAttribute('data-look')).toBe('dark')
    expect(await menu.evaluate((one) => one === document.activeElement)).toBe(true)
    await page.keyboard.press('ArrowUp')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { level: 1, name: 'Design catalogue' }).waitFor()
    await page.reload()
    await page.getByRole('heading', { level: 1, name: 'Design catalogue' }).waitFor()
    expect(await page.locator('html').getAttribute('data-look')).toBe('dark')
    await page.close()
  })

  it('keeps the focus in a dialog and gives it back', async () => {
    const page = await open({ look: 'light', size: 'normal', lang: 'zh', width: 360 })
    const button = page.getByRole('button', { name: '打开侧页' })
    await button.click()
    await page.getByRole('dialog', { name: /^办件/ }).waitFor()
    expect(await barriers(page)).toEqual([])
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    expect(await button.evaluate((one) => one === document.activeElement)).toBe(true)
    await page.close()
  })

  it('moves between tabs with the arrows', async () => {
    const page = await open({ look: 'light', size: 'normal', lang: 'zh', width: 1280 })
    await page.getByRole('tab', { name: '进展' }).focus()
    await page.keyboard.press('ArrowRight')
    expect(await page.getByRole('tab', { name: /^材料/ }).getAttribute('aria-selected')).toBe('true')
    await page.keyboard.press('ArrowLeft')
    await page.keyboard.press('ArrowLeft')
    expect(await page.getByRole('tab', { name: '依据' }).getAttribute('aria-selected')).toBe('true')
    await page.close()
  })

  it('points at suggestions with the arrows and takes one with Enter', async () => {
    const page = await open({ look: 'light', size: 'normal', lang: 'zh', width: 1280 })
    const box = page.getByRole('combobox', { name: '您要办什么事？' })
    await box.fill('证')
    await box.press('ArrowDown')
    await box.press('ArrowDown')
    expect(await page.locator('#SearchBox').getByRole('option', { selected: true }).textContent()).toContain('食品经营许可')
    await box.press('Enter')
    expect(await box.inputValue()).toBe('食品经营许可')
    await page.close()
  })
})
