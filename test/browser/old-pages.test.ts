import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { testCity, type TestCity } from '#testing'
import { buildPages, noBrowser, openBrowser, somebody, type Somebody } from './browser.ts'
import { keepPictures } from './look.ts'

if (noBrowser) console.log(`test/browser/old-pages.test.ts is skipped: ${noBrowser}`)

/** A tab that was opened before a new version was installed asks for parts that are no longer there. */
describe.skipIf(noBrowser)('a tab that stayed open', { timeout: 60_000 }, () => {
  let city: TestCity
  let browser: Browser

  /** Somebody at the sign-in page, whose browser gets no file of the page of proxies the first `times`. Tells which pages were loaded whole. */
  const withoutPart = async (times: number): Promise<Somebody & { asked: () => number; loaded: () => string[] }> => {
    const one = await somebody(browser, city.address)
    let asked = 0
    const loaded: string[] = []
    await one.page.goto('/sign-in')
    await one.page.getByRole('textbox', { name: '账号' }).waitFor()
    await one.page.route(/\/assets\/my-proxies-.*\.js$/, (route) => (++asked <= times ? route.fulfill({ status: 404 }) : route.continue()))
    one.page.on('request', (request) => {
      if (request.isNavigationRequest()) loaded.push(new URL(request.url()).pathname)
    })
    return { ...one, asked: () => asked, loaded: () => loaded }
  }

  /** Goes to the page of proxies as a link does, within the tab. */
  const goThere = (one: Somebody) =>
    one.page.evaluate(() => {
      history.pushState(null, '', '/me/proxies')
      dispatchEvent(new PopStateEvent('popstate'))
    })

  beforeAll(async () => {
    city = await testCity({ pages: buildPages() })
    browser = await openBrowser()
  })
  beforeEach(({ onTestFailed }) => onTestFailed(() => keepPictures(browser)))
  afterAll(async () => {
    await browser?.close()
    await city?.stop()
  })

  it('is loaded anew where it was going, and goes on', async () => {
    const one = await withoutPart(1)
    await goThere(one)
    await one.page.getByRole('heading', { level: 1 }).waitFor()
    await expect.poll(() => one.asked()).toBe(2)
    expect(one.loaded()).toEqual(['/me/proxies'])
    expect(await one.page.getByText('页面没有打开').count()).toBe(0)
  })

  it('says so when the part is missing in the new version too, and does not try for ever', async () => {
    const one = await withoutPart(Infinity)
    await goThere(one)
    await one.page.getByRole('button', { name: '重新打开' }).waitFor()
    expect(one.loaded()).toEqual(['/me/proxies'])
    expect(one.asked()).toBe(2)
  })
})
