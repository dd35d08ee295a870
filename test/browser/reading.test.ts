import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { testCity, type TestCity } from '#testing'
import { buildPages, noBrowser, openBrowser, somebody } from './browser.ts'
import { faults, keepPictures } from './look.ts'
import { choose, write } from './people.ts'

if (noBrowser) console.log(`test/browser/reading.test.ts is skipped: ${noBrowser}`)

describe.skipIf(noBrowser)('the hall is read', { timeout: 60_000 }, () => {
  let city: TestCity
  let browser: Browser
  beforeAll(async () => {
    city = await testCity({ pages: buildPages() })
    browser = await openBrowser()
  })
  beforeEach(({ onTestFailed }) => onTestFailed(() => keepPictures(browser)))
  afterAll(async () => {
    await browser?.close()
    await city?.stop()
  })

  describe('without scripts, on a phone', () => {
    let context: BrowserContext
    let page: Page
    beforeAll(async () => {
      context = await browser.newContext({ baseURL: city.address, javaScriptEnabled: false, viewport: { width: 360, height: 780 } })
      context.setDefaultTimeout(10_000)
      page = await context.newPage()
    })
    afterAll(() => context.close())

    it('a matter is found by plain words', async () => {
      await page.goto('/')
      await page.getByRole('searchbox', { name: '您要办的事' }).fill('孩子上学')
      await page.getByRole('button', { name: '查找' }).click()
      await page.getByRole('heading', { name: '“孩子上学”的查找结果' }).waitFor()
      await page.getByRole('searchbox', { name: '您要办的事' }).fill('我想开个面馆')
      await page.getByRole('button', { name: '查找' }).click()
      await page.getByRole('link', { name: /^开办餐饮店/ }).click()
      await page.getByRole('heading', { level: 1, name: /开办餐饮店/ }).waitFor()
      expect(new URL(page.url()).pathname).toBe('/matters/hall.restaurant-opening')
    })

    it('its guide is answered with a button, and asks on', async () => {
      await page.getByText('请先选择在哪里办').waitFor()
      await page.getByLabel('在哪里办').selectOption({ label: '清城区' })
      await choose(page, '这家店已经有营业执照了吗？', '否')
      await choose(page, '店里做什么、卖什么？（可多选）', '销售预包装食品')
      await choose(page, '顾客在店里就餐吗？', '否')
      await write(page, '经营场所的建筑面积是多少平方米？', 20)
      await choose(page, '要在店外设置招牌吗？', '是')
      await page.getByRole('button', { name: '按回答更新' }).click()
      // Two answers open two more questions; the others are as they were left.
      await choose(page, '准备以什么身份开店？', '个体工商户')
      await choose(page, '招牌上只有本店的名称、标识、地址和联系方式吗？', '是')
      expect(await page.getByRole('textbox', { name: '经营场所的建筑面积是多少平方米？' }).inputValue()).toBe('20')
      await choose(page, '由别人代办吗？', '否')
      await page.getByRole('button', { name: '按回答更新' }).click()
      const needed = page.getByRole('status').filter({ hasText: '按您的回答' }).getByRole('listitem')
      expect(await needed.filter({ hasText: '需要办' }).count()).toBe(2)
      expect(await needed.filter({ hasText: '不用办' }).count()).toBe(2)
    })

    it('the guide says what to bring, where, how long and how much', async () => {
      const part = (name: string) => page.getByRole('region', { name })
      expect(await part('一眼看清').innerText()).toMatch(/\d+ 个工作日/)
      expect(await part('去哪里办').innerText()).toContain('清远市清城区政务服务数据管理局')
      expect(await part('要带什么').getByRole('listitem').count()).toBeGreaterThan(2)
      expect(await part('多少钱').innerText()).toContain('不收费')
      expect(await page.getByRole('list', { name: '从提交到拿到结果' }).getByRole('listitem').first().innerText()).toContain('收件')
    })

    it('the law that it stands on is read at the article, as it holds on a day', async () => {
      const guide = page.url()
      await page
        .getByRole('link', { name: /^《.+》第/ })
        .first()
        .click()
      const { hash } = new URL(page.url())
      const number = decodeURIComponent(hash.slice(1))
      expect(await page.getByRole('article', { name: number, exact: true }).innerText()).toContain(number)
      await page.getByLabel('看哪一天有效的条文').fill('2008-01-01')
      await page.getByRole('button', { name: '查看' }).click()
      await page.getByText('2008年1月1日没有有效的条文').waitFor()
      await page.goto(guide)
    })

    it('the application takes the answers along', async () => {
      const href = (await page.getByRole('link', { name: '开始申请' }).first().getAttribute('href'))!
      const guide = new URL(href, city.address).searchParams.get('guide')!
      expect(JSON.parse(Buffer.from(guide, 'base64url').toString('utf8'))).toMatchObject({
        hasLicence: false,
        foodItems: ['prepackaged'],
        floorArea: 20,
      })
    })

    it('windows stand in the order of their distance from a town', async () => {
      await page.goto('/near')
      await page.getByLabel('县（市、区）').selectOption({ label: '清城区' })
      await page.getByRole('button', { name: '查看' }).click()
      await page.getByLabel('镇（街道）').selectOption({ label: '飞来峡镇' })
      await page.getByRole('button', { name: '查看' }).click()
      const places = page.getByRole('region', { name: '镇街服务窗口' }).getByRole('listitem')
      expect(await places.first().innerText()).toContain('飞来峡镇')
      const away = (await places.allInnerTexts()).map((text) => Number(/约 ([\d.]+) 公里/.exec(text)?.[1] ?? 0))
      expect(away.length).toBeGreaterThan(4)
      expect(away).toEqual(away.toSorted((a, b) => a - b))
    })

    it('a choice of how to read stays, and comes back to the same answers', async () => {
      await page.goto('/search?q=面馆')
      await page.getByRole('button', { name: /大字/ }).click()
      expect(page.url()).toContain('q=')
      expect(await page.locator('html').getAttribute('data-size')).toBe('large')
      await page.goto('/help')
      expect(await page.locator('html').getAttribute('data-size')).toBe('large')
      await page.goto('/help?lang=en')
      await page.getByRole('heading', { level: 1, name: 'Help and accessibility' }).waitFor()
    })

    it('a code that nobody issued is not found, and an unknown address says where to go', async () => {
      await page.goto('/verify')
      await page.getByLabel('核验码', { exact: true }).fill('ABCD-1234')
      await page.getByRole('button', { name: '核验', exact: true }).click()
      await page.getByText('没有查到这份证照或者文书').waitFor()
      const answer = await page.goto('/no/such/page')
      expect(answer?.status()).toBe(404)
      await page.getByRole('heading', { level: 1, name: '没有这个页面' }).waitFor()
    })
  })

  const pages = [
    '/',
    '/search?q=%E9%9D%A2%E9%A6%86',
    '/life',
    '/life/birth',
    '/matters/hall.food-permit',
    '/near',
    '/verify',
    '/help',
    '/laws',
    '/laws/%E6%B6%88%E9%98%B2%E6%B3%95',
  ]
  const ways = { light: '', contrast: 'look=contrast', dark: 'look=dark', large: 'size=large', english: 'lang=en' }

  it.each(Object.entries(ways))('every page is without barriers and fits a phone: %s', async (way, chosen) => {
    const reader = await somebody(browser, city.address)
    if (chosen) await reader.context.addCookies([{ name: chosen.split('=')[0]!, value: chosen.split('=')[1]!, url: city.address }])
    for (const [at, path] of pages.entries()) {
      await reader.page.goto(path)
      expect(await faults(reader, `reading-${way}-${at}`), `${way} ${path}`).toEqual([])
    }
    await reader.context.close()
  })

  it('an English page has no Chinese but names that nobody has translated, which say that they are Chinese', async () => {
    const reader = await somebody(browser, city.address)
    await reader.context.addCookies([{ name: 'lang', value: 'en', url: city.address }])
    for (const path of [...pages, '/matters/hall.restaurant-opening']) {
      await reader.page.goto(path)
      const chinese = await reader.page.evaluate(() => {
        const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
        const found: string[] = []
        while (walker.nextNode())
          if (
            /\p{Script=Han}/u.test(walker.currentNode.nodeValue!) &&
            walker.currentNode.parentElement!.closest('[lang]')?.getAttribute('lang') === 'en'
          )
            found.push(walker.currentNode.nodeValue!)
        return found
      })
      // The name of the other language is written in it.
      expect(
        chinese.filter((text) => text !== '中文' && !text.includes('面馆')),
        path,
      ).toEqual([])
    }
    await reader.context.close()
  })
})
