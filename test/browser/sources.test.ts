import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { testCity, type TestCity } from '#testing'
import { buildPages, noBrowser, openBrowser, somebody, type Somebody } from './browser.ts'
import { faults, keepPictures } from './look.ts'
import { signIn, write } from './people.ts'

if (noBrowser) console.log(`test/browser/sources.test.ts is skipped: ${noBrowser}`)

/** Somebody finds out where a wrong datum comes from, objects, and follows it to its end; each `it` goes on where the one before it stopped. */
describe.skipIf(noBrowser)('the sources of the own record', { timeout: 60_000 }, () => {
  let city: TestCity
  let browser: Browser
  let onThePhone: Somebody
  let atHome: Somebody
  let officer: Somebody
  let person: string

  beforeAll(async () => {
    city = await testCity({ pages: buildPages() })
    const citizen = await city.as('citizen')
    person = (await citizen.get('/api/session')).body.actor.person
    const { record } = (await citizen.get(`/api/registers/population.person/${person}`)).body
    const { personId, name } = record
    await (
      await city.as('population')
    ).post('/api/registers/population.person/contributions', {
      source: 'health',
      said: [
        {
          key: 'H-7',
          at: '2026-03-01T00:00:00Z',
          values: { personId, name, address: '清远市清城区洲心街道旧地址 2 号', birthDate: '1971-02-03' },
        },
      ],
    })
    browser = await openBrowser()
    const signedIn = async (account: string, width: number) => {
      const one = await somebody(browser, city.address)
      await one.page.setViewportSize({ width, height: 800 })
      await one.page.goto('/sign-in')
      await signIn(one.page, account)
      await one.page.getByRole('heading', { level: 1 }).first().waitFor()
      return one
    }
    onThePhone = await signedIn('citizen', 360)
    atHome = await signedIn('citizen', 1280)
    officer = await signedIn('population', 1280)
  }, 300_000)
  beforeEach(({ onTestFailed }) => onTestFailed(() => keepPictures(browser)))
  afterAll(async () => {
    await browser?.close()
    await city?.stop()
  })

  it('says of each item who supplied it and since when, and what others say', async () => {
    for (const [who, name] of [
      [onThePhone, '80-sources-phone'],
      [atHome, '80-sources'],
    ] as const) {
      const { page } = who
      await page.goto('/me/records')
      await page
        .getByRole('region', { name: '自然人' })
        .getByRole('link', { name: /^每一项从哪里来/ })
        .click()
      await page.getByRole('heading', { level: 1, name: '自然人' }).waitFor()
      await page
        .getByText(/公安户籍登记/)
        .first()
        .waitFor()
      await page.getByText('各来源不一致').first().waitFor()
      await page.getByText('其他来源的说法（1）').first().click()
      await page
        .getByText(/居民健康档案/)
        .first()
        .waitFor()
      expect(await faults(who, name)).toEqual([])
    }
  })

  it('takes the objection at the item, and shows it as a case with its limit', async () => {
    const { page } = onThePhone
    await page.getByRole('link', { name: /^这里不对.*住址$/ }).click()
    expect(await page.getByLabel('住址', { exact: true }).first().isChecked()).toBe(true)
    await write(page, '住址', '清远市清城区凤城街道新搬的地方 8 号')
    await page.getByLabel('为什么不对').fill('上个月搬了家')
    await page.getByRole('button', { name: '提交请求' }).click()
    await page.getByRole('heading', { level: 2, name: '请求更正的内容' }).waitFor()
    await page.getByText('新搬的地方 8 号').first().waitFor()
    await page.getByText('核实答复期限').first().waitFor()
    expect(await faults(onThePhone, '81-objection-phone')).toEqual([])
    await atHome.page.goto(new URL(page.url()).pathname)
    await atHome.page.getByText('请求更正的内容').waitFor()
    expect(await faults(atHome, '81-objection')).toEqual([])
  })

  it('is answered in its case, to which the page of asks points', async () => {
    const { page } = officer
    await page.goto('/desk/asks')
    await page.getByRole('link', { name: '在办件里核实、答复' }).click()
    await page.getByText('请求更正的内容').waitFor()
    await page.getByText('新搬的地方 8 号').first().waitFor()
    expect(await faults(officer, '82-objection-desk')).toEqual([])
    await page.getByRole('button', { name: '属实，予以更正' }).first().click()
    await page.getByRole('dialog').getByLabel('核实情况和答复').fill('已核对租赁合同')
    await page.getByRole('dialog').getByRole('button', { name: '属实，予以更正' }).click()
    await page.getByText('已办结').first().waitFor()
  })

  it('is told with its ground, and the item says in which case it was corrected', async () => {
    const { page } = onThePhone
    await page.reload()
    await page.getByText('已核对租赁合同').first().waitFor()
    await page.goto(`/me/records/population.person/${person}`)
    await page.getByText(/^经办件 \d{21} 更正$/).waitFor()
    expect(await faults(onThePhone, '83-corrected-phone')).toEqual([])
  })
})
