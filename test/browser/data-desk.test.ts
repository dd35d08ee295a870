import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { makePersonId } from '#chinese'
import { testCity, type TestCity } from '#testing'
import { buildPages, noBrowser, openBrowser, somebody, type Somebody } from './browser.ts'
import { pick, press, tabTo, type } from './keyboard.ts'
import { otherLanguage, settle } from './languages.ts'
import { faults, keepPictures } from './look.ts'
import { signIn } from './people.ts'

if (noBrowser) console.log(`test/browser/data-desk.test.ts is skipped: ${noBrowser}`)

const button = (from: Page | Locator, name: string) => from.getByRole('button', { name, exact: true })

/** The desk of data without a mouse: a request for data, an import of a source, a data set; then the same pages in English. */
describe.skipIf(noBrowser)('the desk of data by keyboard', { timeout: 60_000 }, () => {
  let city: TestCity
  let browser: Browser

  async function atDesk(account: string, address: string): Promise<Somebody> {
    const one = await somebody(browser, city.address)
    await one.page.goto(address)
    await signIn(one.page, account)
    await one.page.locator('input[type=password]').waitFor({ state: 'detached' })
    await one.page.getByRole('heading', { level: 1 }).first().waitFor()
    return one
  }

  beforeAll(async () => {
    city = await testCity({ pages: buildPages() })
    browser = await openBrowser()
  }, 240_000)
  beforeEach(({ onTestFailed }) => onTestFailed(() => keepPictures(browser)))
  afterAll(async () => {
    await browser?.close()
    await city?.stop()
  })

  it('finds an entry of a department’s inventory and asks for its data', async () => {
    const market = await atDesk('data-market', '/desk/catalogue')
    const { page } = market
    await type(page, page.getByLabel('查找信息资源'), '义务教育学籍')
    await page.keyboard.press('Enter')
    await press(page, page.getByRole('link', { name: '义务教育学籍信息', exact: true }))
    await page.getByRole('heading', { level: 1, name: '义务教育学籍信息' }).waitFor()
    expect(await faults(market, '100-entry')).toEqual([])
    await press(page, button(page, '申请使用'))
    const asking = page.getByRole('dialog')
    for (const name of ['学生姓名', '就读学校']) await press(page, asking.getByLabel(name, { exact: true }), 'Space')
    await type(page, asking.getByLabel('使用场景'), '核验托管机构招收的学生是否在读')
    await type(page, asking.getByLabel('使用依据'), '《校外托管机构管理办法》第八条')
    await type(page, asking.getByLabel('使用到哪一天'), '2029-12-31')
    await page.keyboard.press('Enter')
    expect(await faults(market, '101-asking')).toEqual([])
    await press(page, button(asking, '提交申请'))
    await page.getByRole('heading', { level: 1, name: /用数申请/ }).waitFor()
    expect(await faults(market, '102-asked')).toEqual([])
    await market.context.close()

    const education = await atDesk('data-education', '/desk')
    const own = education.page
    await press(own, own.getByRole('link', { name: /用数申请/ }).first())
    await press(own, button(own, '同意共享'))
    const granting = own.getByRole('dialog')
    const items = granting.getByRole('group', { name: '同意共享的信息项' })
    expect(await items.getByRole('checkbox').evaluateAll((all) => all.map((one) => (one as HTMLInputElement).checked))).toEqual([
      true,
      true,
    ])
    await press(own, items.getByLabel('学生姓名', { exact: true }), 'Space')
    await type(own, granting.getByLabel('答复意见'), '同意共享就读学校')
    expect(await faults(education, '103-granting')).toEqual([])
    await press(own, button(granting, '同意共享'))
    await granting.waitFor({ state: 'detached' })
    // What doesn’t lie on the platform is still to be provided.
    await own.getByRole('button', { name: '已经提供', exact: true }).waitFor()
    await own.getByText('就读学校').first().waitFor()
    await education.context.close()
    const keeper = await city.as('data-education')
    const [grant] = (await keeper.get('/api/registers/catalogue.grant')).body.items
    expect(grant.items.map(({ name }: { name: string }) => name)).toEqual(['就读学校'])
  })

  it('imports what a source says, with the mapping of its columns', async () => {
    const steward = await atDesk('population', '/desk/registers/population.person/imports')
    const { page } = steward
    const number = makePersonId('441802', '1980-05-06', 77)
    const text = `姓名,证件号码,性别,出生日期,联系住址\r\n欧阳来源,${number},男,1980-05-06,北江路 9 号\r\n`
    const box = page.getByLabel('要导入“自然人”的文件')
    await tabTo(page, box)
    const chooser = page.waitForEvent('filechooser')
    await page.keyboard.press('Enter')
    await (await chooser).setFiles({ name: '健康档案.csv', mimeType: 'text/csv', buffer: Buffer.from(`\uFEFF${text}`) })
    await page.getByRole('heading', { level: 1, name: '健康档案.csv' }).waitFor()
    await pick(page, page.getByLabel('“证件号码”放进的字段'), '公民身份号码（必填）')
    await pick(page, page.getByLabel('“联系住址”放进的字段'), '住址（必填）')
    const source = page.getByRole('combobox', { name: '来源' })
    await pick(page, source, await source.locator('option', { hasText: '健康档案' }).innerText())
    expect(await faults(steward, '104-source')).toEqual([])
    await press(page, button(page, '检查全部行'))
    await page.getByText('正在检查').waitFor()
    await city.runJobs()
    await page.getByRole('heading', { name: '检查结果' }).waitFor()
    expect(await faults(steward, '105-source-checked')).toEqual([])
    await steward.context.close()
  })

  it('publishes a data set, one proposing and another approving', async () => {
    const publisher = await atDesk('open-market', '/desk/open')
    const { page } = publisher
    await press(page, page.getByRole('link', { name: '各县（市、区）市场主体行业分布' }))
    await page.getByRole('heading', { level: 1, name: '各县（市、区）市场主体行业分布' }).waitFor()
    await press(page, page.getByRole('checkbox', { name: '注册资本' }), 'Space')
    await pick(page, page.getByRole('combobox', { name: /^注册资本/ }), '每 10000000 元一段')
    await press(page, button(page, '检查'))
    await page.getByText('正在检查').first().waitFor()
    await city.runJobs()
    await page.getByText('没有发现问题。').first().waitFor()
    await press(page, page.getByRole('region', { name: '新版本' }).locator('summary'))
    await page
      .getByText(/\d 以上、不足 \d/)
      .first()
      .waitFor()
    expect(await faults(publisher, '106-bands')).toEqual([])
    await type(page, page.getByRole('textbox', { name: '送审说明' }), '增加注册资本，按千万元分段')
    await press(page, button(page, '送审'))
    await page.getByText('审核中').first().waitFor()
    await publisher.context.close()

    const approver = await atDesk('open-approver', '/desk/open')
    const desk = approver.page
    await press(desk, desk.getByRole('link', { name: '各县（市、区）市场主体行业分布' }))
    await type(desk, desk.getByRole('textbox', { name: '审核意见' }), '检查通过，同意公布')
    await press(desk, button(desk, '同意公布'))
    await desk.getByText('正在公布').first().waitFor()
    await city.runJobs()
    await desk.getByRole('heading', { name: '第 2 版' }).waitFor()
    expect(await faults(approver, '107-published')).toEqual([])
    await desk.goto('/open/enterprises-by-industry')
    await desk
      .getByText(/\d 以上、不足 \d/)
      .first()
      .waitFor()
    expect(await faults(approver, '108-bands-public')).toEqual([])
    await approver.context.close()
  })

  it('says how far a list with a rare filter looked, and goes on from there', async () => {
    const steward = await atDesk('entity', '/desk')
    const { page } = steward
    // As in a register of millions: the first page found nothing among the records that it looked at.
    const list = /\/api\/registers\/entity\.entity\?/
    let asked = 0
    await page.route(list, async (route) => {
      const from = new URL(route.request().url())
      from.searchParams.delete('after')
      const answer = await (await route.fetch({ url: from.href })).json()
      asked += 1
      const items = asked === 1 ? [] : answer.items.slice(0, 1)
      await route.fulfill({ json: asked < 3 ? { ...answer, items, looked: 200_000, next: 'on' } : answer })
    })
    // The first list comes with the page; what is chosen on it is asked for.
    await page.goto('/desk/registers/entity.entity')
    await page.getByRole('table', { name: '市场主体' }).waitFor()
    await page.evaluate(() => {
      history.pushState(null, '', '?where.capital.atLeast=1')
      dispatchEvent(new PopStateEvent('popstate'))
    })
    await page.getByText('这次按顺序看了 200,000 条记录，后面的还没有看').waitFor()
    expect(await faults(steward, '110-looked-none')).toEqual([])
    await press(page, button(page, '继续看'))
    await page.getByRole('table', { name: '市场主体' }).getByRole('row').nth(1).waitFor()
    expect(await faults(steward, '111-looked-some')).toEqual([])
    await press(page, button(page, '继续看'))
    await page.getByText('后面的还没有看').waitFor({ state: 'detached' })
    await page.unroute(list)
    await steward.context.close()
  })

  it('stands in English too, whole and without barriers', async () => {
    const pages = {
      'data-civil': [
        '/desk/catalogue',
        '/desk/catalogue/entity.entity',
        '/desk/catalogue/mine',
        '/desk/catalogue/inventory',
        '/desk/definitions',
      ],
      'open-market': ['/desk/open'],
      population: ['/desk/registers/population.person/imports'],
    }
    for (const [account, addresses] of Object.entries(pages)) {
      const one = await atDesk(account, '/desk')
      await one.context.addCookies([{ name: 'lang', value: 'en', url: city.address }])
      for (const [i, address] of addresses.entries()) {
        await one.page.goto(address)
        await settle(one.page)
        expect(await faults(one, `109-english-${account}-${i}`), address).toEqual([])
        // Labels, headings of parts, buttons and columns are the platform's own words; cells and titles may be people's.
        const own = await one.page.evaluate(() =>
          [...document.querySelectorAll('main :is(label, legend, button, th, dt, summary, [role="tab"])')].map(
            (element) => element.textContent ?? '',
          ),
        )
        expect(otherLanguage(own, 'en', []), address).toEqual([])
      }
      await one.context.close()
    }
  })
})
