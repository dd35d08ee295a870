import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { testCity, type TestCity } from '#testing'
import { buildPages, noBrowser, openBrowser, somebody, type Somebody } from './browser.ts'
import { press, type } from './keyboard.ts'
import { faults, keepPictures } from './look.ts'
import { signIn } from './people.ts'
import { csvFile, csvText, inventoryFile, mended, people, PERSONS, planted, RELIEF } from './steward-files.ts'

if (noBrowser) console.log(`test/browser/steward.test.ts is skipped: ${noBrowser}`)

const link = (page: Page | Locator, name: string) => page.getByRole('link', { name, exact: true })
const button = (page: Page | Locator, name: string) => page.getByRole('button', { name, exact: true })

/** What a link gives: the name under which it is kept, and its bytes. */
async function download(page: Page, target: Locator): Promise<{ name: string; bytes: Buffer }> {
  const [coming] = await Promise.all([page.waitForEvent('download'), target.click()])
  return { name: coming.suggestedFilename(), bytes: await readFile(await coming.path()) }
}

/**
 * The story of a data steward, in one piece: an inventory comes in, a register is made of one of its resources, a file with mistakes goes
 * into it and the mistakes are mended, the catalogue scores it, another department is granted some of it, and what may be given to
 * everybody is given to everybody. Each `it` goes on where the one before it stopped.
 */
describe.skipIf(noBrowser)('a data steward', { timeout: 90_000 }, () => {
  let city: TestCity
  let browser: Browser
  let steward: Somebody
  let register: string
  let dataSet: string

  const atDesk = async (account: string, address: string): Promise<Somebody> => {
    const one = await somebody(browser, city.address)
    await one.page.goto(address)
    await signIn(one.page, account)
    return one
  }

  beforeAll(async () => {
    city = await testCity({ pages: buildPages() })
    browser = await openBrowser()
    steward = await atDesk('data-civil', '/desk/catalogue')
  }, 240_000)
  beforeEach(({ onTestFailed }) => onTestFailed(() => keepPictures(browser)))
  afterAll(async () => {
    await browser?.close()
    await city?.stop()
  })

  it('brings the inventory in, and is told what is wrong in it', async () => {
    const { page } = steward
    await press(page, link(page, '导入目录清单'))
    const chosen = page.waitForEvent('filechooser')
    await page.getByLabel('导入目录清单').press('Enter')
    await (await chosen).setFiles(await inventoryFile())
    await page.getByText('读到 2 项资源、11 个信息项').waitFor()
    await page.getByText('有条件共享的，要写明共享条件').waitFor()
    expect(await faults(steward, '80-inventory')).toEqual([])
    await press(page, button(page, '把 1 项收为草稿'))
    await page.getByText('1 项已收为草稿，等待目录管理员发布').waitFor()
    await press(page, link(page, '查看草稿'))
    await link(page, RELIEF).waitFor()
    expect(await faults(steward, '80-drafts')).toEqual([])
  })

  it('finds it in the catalogue once its keeper has published it', async () => {
    const keeper = await atDesk('catalogue', '/desk/catalogue/mine?part=drafts')
    await button(keeper.page, `发布 ${RELIEF}`).click()
    await keeper.page.getByText('已发布').first().waitFor()
    await keeper.context.close()
    const { page } = steward
    await page.goto('/desk/catalogue')
    await page.getByLabel('查找信息资源').fill('临时救助')
    await page.keyboard.press('Enter')
    await link(page, RELIEF).click()
    await page.getByRole('heading', { level: 1, name: RELIEF }).waitFor()
    expect(await faults(steward, '81-entry')).toEqual([])
  })

  it('makes a register of it, whose fields and terms are those of the entry', async () => {
    const { page } = steward
    await press(page, link(page, '建登记库'))
    await expect.poll(() => page.getByLabel('选择信息资源').evaluate((one: HTMLSelectElement) => one.selectedOptions[0]?.text)).toBe(RELIEF)
    expect(await faults(steward, '82-begin')).toEqual([])
    await press(page, button(page, '开始起草'))
    await page.getByRole('heading', { level: 1, name: `${RELIEF} · 第 1 版` }).waitFor()
    expect(await page.locator('.preview-name').allInnerTexts()).toEqual([
      '姓名 文字',
      '公民身份号码 身份证号',
      '联系电话 电话',
      '所属区划 区划',
      '救助类别 文字',
      '家庭人口数 数字',
      '救助金额 金额',
      '批准日期 日期',
      '备注 文字',
    ])
    await page.getByRole('tab', { name: '目录属性' }).click()
    await expect.poll(() => page.getByLabel('共享条件').inputValue()).toContain('核验困难群众身份')
    expect(await page.getByLabel('更新周期').inputValue()).toBe('monthly')
    await page.getByLabel('标题字段').selectOption({ label: '姓名' })
    await page.getByLabel('所属区划字段').selectOption({ label: '所属区划' })
    const properties = page.locator('.properties')
    const choose = async (label: string) => {
      await page.locator('.preview-name', { hasText: label }).click()
      await expect.poll(() => properties.getByLabel('名称', { exact: true }).inputValue()).toBe(label)
    }
    await choose('救助类别')
    await properties.getByLabel('类型', { exact: true }).selectOption('choice')
    await properties.getByLabel('选项', { exact: true }).fill('medical=医疗救助\nliving=生活救助')
    for (const label of ['救助类别', '家庭人口数', '救助金额', '批准日期', '备注']) {
      await choose(label)
      await properties.getByLabel('可以开放').check()
    }
    await choose('公民身份号码')
    await properties.getByLabel('必填').check()
    await page.getByText('没有发现问题').waitFor()
    await page.getByText('已自动保存', { exact: true }).waitFor()
    expect(await faults(steward, '82-designer')).toEqual([])
  })

  it('sees what will be done, and asks for it', async () => {
    const { page } = steward
    await press(page, button(page, '查看生效步骤'))
    await page.getByText('新建表 local.').waitFor()
    expect(await faults(steward, '83-plan')).toEqual([])
    await type(page, page.getByLabel('为什么要这样改'), '临时救助一直用表格登记，改为登记库')
    await press(page, button(page, '提请审核'))
    await page.getByText('待审核', { exact: true }).first().waitFor()
  })

  it('has it reviewed by another person and applied by the migrator, and is told what comes next', async () => {
    const reviewer = await atDesk('definition-reviewer', '/desk/definitions')
    await link(reviewer.page, RELIEF).click()
    await reviewer.page.getByLabel('审核意见').fill('同意建库')
    await button(reviewer.page, '同意，开始生效').click()
    await reviewer.page.getByText('等待生效', { exact: true }).first().waitFor()
    await city.runJobs()
    await reviewer.page.getByText('已经生效，各处都可以使用。').waitFor()
    await reviewer.context.close()
    const { page } = steward
    await page.reload()
    await page.getByText(`请安全管理员把“${RELIEF}管理员”授予登记人员的岗位`).waitFor()
    expect(await faults(steward, '84-next')).toEqual([])
    await link(page, '在信息资源目录里查看数据质量').click()
    await page.getByRole('heading', { level: 1, name: RELIEF }).waitFor()
    await page.goto('/desk/catalogue?search=临时救助')
    // The register is what the entry describes, and no second entry beside it.
    await page.getByText('共 1 项').waitFor()
  })

  it('is given the role by two administrators', async () => {
    const { page } = steward
    await page.goto('/desk/definitions')
    await link(page, RELIEF).click()
    await link(page, '查看本单位的岗位').click()
    await page.getByRole('heading', { level: 2, name: '数据专员' }).waitFor()
    const organisation = new URL(page.url()).pathname
    const security = await atDesk('city-security', organisation)
    const post = security.page.locator('.panel', { has: security.page.getByRole('heading', { name: '数据专员', exact: true }) })
    await button(post, '授予职责').click()
    await security.page.getByLabel('角色').selectOption({ label: `${RELIEF}管理员` })
    await button(security.page.getByRole('dialog'), '授予职责').click()
    await security.page.getByText('已提出，另一位管理员同意后生效').waitFor()
    await security.context.close()
    const administrator = await atDesk('city-administrator', '/desk/consents')
    await administrator.page.getByRole('button', { name: /^同意/ }).first().click()
    await administrator.page.getByText('已同意，马上生效').waitFor()
    expect(administrator.complaints()).toEqual([])
    await administrator.context.close()
  })

  it('brings a file with mistakes in, says where a column belongs, and sees what comes back', async () => {
    const { page } = steward
    await page.goto('/desk/definitions')
    await link(page, RELIEF).click()
    await link(page, '把已有的数据从文件导入').click()
    await page.waitForURL('**/imports')
    register = /registers\/([^/]+)/.exec(page.url())![1]!
    const chosen = page.waitForEvent('filechooser')
    await page.getByLabel(`要导入“${RELIEF}”的文件`).press('Enter')
    await (await chosen).setFiles(csvFile('临时救助2026.csv', people.text))
    await page.getByText('GB18030', { exact: true }).waitFor()
    await page.getByText('还没有对应的必填字段：公民身份号码').waitFor()
    await page.getByLabel('“证件号”放进的字段').selectOption({ label: '公民身份号码（必填）' })
    await page.getByText('看前几行').click()
    await page.getByRole('cell', { name: '欧阳救助1', exact: true }).waitFor()
    expect(await faults(steward, '85-mapping')).toEqual([])
    await button(page, '检查全部行').click()
    await page.getByText('正在检查').waitFor()
    await city.runJobs()
    const refused = page.getByRole('table', { name: '退回的行' })
    for (const { told } of Object.values(planted)) await refused.getByText(told).waitFor()
    expect(await refused.getByRole('row').count()).toBe(1 + Object.keys(planted).length)
    expect(await faults(steward, '86-checked')).toEqual([])
    await button(page, `写入 ${PERSONS - Object.keys(planted).length} 行`).click()
    await page.getByText('正在写入').waitFor()
    await city.runJobs()
    await page.getByText('导入完成').waitFor()
  })

  it('mends the rows that came back and brings them in', async () => {
    const { page } = steward
    const { name, bytes } = await download(page, link(page, '下载退回的行'))
    expect(name).toMatch(/\.csv$/)
    const text = csvText(bytes)
    expect(text).toContain('2024-02-31')
    await link(page, '再导入一个文件').click()
    await page.getByLabel(`要导入“${RELIEF}”的文件`).setInputFiles(csvFile('退回的行.csv', mended(text)))
    await page.getByLabel('“证件号”放进的字段').selectOption({ label: '公民身份号码（必填）' })
    await button(page, '检查全部行').click()
    await page.getByText('正在检查').waitFor()
    await city.runJobs()
    await button(page, `写入 ${Object.keys(planted).length} 行`).click()
    await page.getByText('正在写入').waitFor()
    await city.runJobs()
    await page.getByText('导入完成').waitFor()
    expect(await faults(steward, '87-mended')).toEqual([])
    await link(page, '查看记录').click()
    await page.getByText(`${PERSONS}`).first().waitFor()
    expect(await faults(steward, '87-records')).toEqual([])
  })

  it('sees the score of the data, rule by rule', async () => {
    const { page } = steward
    await city.settled()
    await city.catalogue.readLog()
    await link(page, '目录信息').click()
    const quality = page.getByRole('table', { name: '数据质量' })
    await quality.waitFor()
    const rules = await quality.getByRole('row').allInnerTexts()
    expect(rules.some((rule) => rule.includes('联系电话') && rule.includes('完整性'))).toBe(true)
    const score = Number(await page.locator('.stat-value').first().innerText())
    expect(score).toBeGreaterThan(50)
    expect(score).toBeLessThan(100)
    expect(await faults(steward, '88-quality')).toEqual([])
  })

  it('is asked for data by another department, which found it by its words and its initials', async () => {
    const market = await atDesk('data-market', '/desk/catalogue')
    const { page } = market
    for (const words of ['救助对象', 'lsjz']) {
      await page.getByLabel('查找信息资源').fill(words)
      await page.keyboard.press('Enter')
      await link(page, RELIEF).waitFor()
    }
    expect(await faults(market, '89-found')).toEqual([])
    await link(page, RELIEF).click()
    // Nothing of the data is there before it is granted, and no way to it is shown.
    expect(await link(page, '查看登记库').count()).toBe(0)
    await button(page, '申请使用').click()
    const asking = page.getByRole('dialog')
    for (const name of ['姓名', '救助类别', '救助金额']) await asking.getByLabel(name, { exact: true }).check()
    await asking.getByLabel('使用场景').fill('核验个体工商户是否正在接受临时救助')
    await asking.getByLabel('使用依据').fill('《社会救助暂行办法》第五十八条')
    await asking.getByLabel('使用到哪一天').fill('2029-12-31')
    await asking.getByLabel('使用到哪一天').press('Enter')
    expect(await faults(market, '89-asking')).toEqual([])
    await button(asking, '提交申请').click()
    await page.getByRole('heading', { level: 1, name: /用数申请/ }).waitFor()
    expect(await faults(market, '89-asked')).toEqual([])

    await steward.page.goto('/desk')
    await steward.page
      .getByRole('link', { name: /用数申请/ })
      .first()
      .click()
    await button(steward.page, '同意共享').click()
    const granting = steward.page.getByRole('dialog')
    const items = granting.getByRole('group', { name: '同意共享的信息项' })
    expect((await items.locator('label').allInnerTexts()).map((one) => one.trim())).toEqual(['姓名', '救助类别', '救助金额'])
    await items.getByLabel('救助金额', { exact: true }).uncheck()
    await granting.getByLabel('答复意见').fill('同意共享姓名和救助类别')
    expect(await faults(steward, '90-request')).toEqual([])
    await button(granting, '同意共享').click()
    await granting.waitFor({ state: 'detached' })
    await steward.page.getByText('已办结', { exact: true }).first().waitFor()

    await page.goto('/desk?whose=asked')
    await page
      .getByRole('row', { name: /用数申请/ })
      .getByText('已办结', { exact: true })
      .waitFor()
    expect(await faults(market, '90-asked-by-us')).toEqual([])

    await page.goto('/desk/catalogue?search=临时救助')
    await link(page, RELIEF).click()
    await link(page, '查看登记库').click()
    const list = page.getByRole('table', { name: RELIEF })
    await list.getByText('医疗救助').first().waitFor()
    expect((await list.getByRole('columnheader').allInnerTexts()).map((one) => one.trim()).filter(Boolean)).toEqual(['姓名', '救助类别'])
    expect(await list.innerText()).not.toContain('欧阳救助')
    expect(await faults(market, '91-granted')).toEqual([])
    await list.getByRole('link').first().click()
    await page.getByRole('heading', { level: 1 }).waitFor()
    const body = await page.locator('main').innerText()
    for (const label of ['公民身份号码', '联系电话', '救助金额', '批准日期']) expect(body).not.toContain(label)
    await market.context.close()
  })

  it('makes a data set of it, which the privacy check blocks', async () => {
    const { page } = steward
    await page.goto(`/desk/catalogue/${register}`)
    await link(page, '向社会开放').click()
    await page.getByRole('heading', { level: 1, name: /开放数据集/ }).waitFor()
    expect(await page.getByLabel('名称', { exact: true }).inputValue()).toBe(RELIEF)
    expect(await page.getByLabel('提供单位').inputValue()).toBe('清远市民政局')
    await page.getByLabel('地址名').fill('temporary-relief')
    await page.getByLabel('名称', { exact: true }).fill('临时救助情况')
    await page.getByLabel('领域', { exact: true }).selectOption({ label: '社保' })
    await page.getByLabel(/^开放数据利用许可/).check()
    await page.getByLabel('联系方式').fill('0763-3360000')
    expect(await faults(steward, '92-data-set')).toEqual([])
    await button(page, '保存').click()
    await page.getByRole('heading', { level: 1, name: '临时救助情况' }).waitFor()
    dataSet = page.url()
    await page.getByLabel('从哪个库').selectOption({ label: RELIEF })
    for (const name of ['救助类别', '家庭人口数', '救助金额', '批准日期', '备注'])
      await page.getByRole('checkbox', { name: new RegExp(`^${name}`) }).check()
    expect(await faults(steward, '93-choosing')).toEqual([])
    await button(page, '检查').click()
    await page.getByText('正在检查').first().waitFor()
    await city.runJobs()
    await page.getByText('不能公布').waitFor()
    await page.getByText('“备注”里有手机号').waitFor()
    await page.getByText('可能辨认出个人').first().waitFor()
    expect(await button(page, '送审').count()).toBe(0)
    expect(await faults(steward, '94-blocked')).toEqual([])
  })

  it('follows what the check suggests until it passes', async () => {
    const { page } = steward
    await button(page, '去掉“备注”').click()
    await button(page, '再检查一次').click()
    await page.getByText('正在检查').first().waitFor()
    await city.runJobs()
    await page.getByText('这样可以通过').waitFor()
    await page.getByRole('button', { name: /^采用/ }).first().click()
    expect(await faults(steward, '95-suggested')).toEqual([])
    await button(page, '再检查一次').click()
    await page.getByText('正在检查').first().waitFor()
    await city.runJobs()
    await page.getByText('没有发现问题。').first().waitFor()
    await page.getByLabel('送审说明').fill('公布临时救助的总体情况，不含个人信息')
    expect(await faults(steward, '96-passes')).toEqual([])
    await button(page, '送审').click()
    await page.getByText('审核中').first().waitFor()
    const approver = await atDesk('open-approver', '/desk/open')
    await link(approver.page, '临时救助情况').click()
    await approver.page.getByLabel('审核意见').fill('检查通过，同意公布')
    await button(approver.page, '同意公布').click()
    await approver.page.getByText('正在公布').first().waitFor()
    await city.runJobs()
    await approver.page.getByRole('heading', { name: '第 1 版' }).waitFor()
    await approver.context.close()
    await page.goto(dataSet)
    await page.getByRole('heading', { name: '第 1 版' }).waitFor()
    expect(await faults(steward, '97-published')).toEqual([])
  })

  it('anybody finds it, looks into it, takes it away, and it is what it says', async () => {
    // A browser without a window says so, and is not counted as a person.
    const citizen = await somebody(browser, city.address, { userAgent: 'Mozilla/5.0 (X11; Linux x86_64) Chrome/120 Safari/537.36' })
    const { page } = citizen
    await page.goto('/open')
    await page.getByRole('textbox', { name: '查找数据集' }).fill('linshijiuzhu')
    await button(page, '查找').click()
    expect(await faults(citizen, '98-open-found')).toEqual([])
    await link(page, '临时救助情况').click()
    await page.getByRole('heading', { level: 1, name: '临时救助情况' }).waitFor()
    await page.locator('#preview').getByText('生活救助').first().waitFor()
    expect(await page.locator('main').innerText()).not.toMatch(/欧阳|13800138000|备注/)
    await page.getByRole('combobox', { name: '按哪一列' }).selectOption({ label: '救助类别' })
    await page.locator('#open-chart').getByRole('rowheader', { name: '生活救助' }).waitFor()
    expect(await faults(citizen, '99-open-set')).toEqual([])
    const { name, bytes } = await download(page, page.getByRole('link', { name: /^CSV 表格/ }))
    expect(name).toBe('temporary-relief-1.csv')
    const line = page.locator('.open-hashes li', { has: page.getByRole('link', { name: 'temporary-relief/1.csv', exact: true }) })
    expect(await line.innerText()).toContain('下载 0 次')
    expect(await line.locator('code').innerText()).toBe(createHash('sha256').update(bytes).digest('hex'))
    expect(bytes.toString('utf8').trimEnd().split('\r\n')).toHaveLength(1 + PERSONS)
    // Pages that everybody is sent are kept for a minute; in another order it is made anew.
    await page.goto('/open/temporary-relief?sort=jiuzhuleibie')
    expect(await line.innerText()).toContain('下载 1 次')
    await citizen.context.close()
  })
})
