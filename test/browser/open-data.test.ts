import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { testCity, type TestCity } from '#testing'
import { buildPages, noBrowser, openBrowser, somebody, type Somebody } from './browser.ts'
import { faults, keepPictures } from './look.ts'
import { signIn } from './people.ts'

if (noBrowser) console.log(`test/browser/open-data.test.ts is skipped: ${noBrowser}`)

/** Open data as a stranger finds it, and as it is made and approved; each `it` goes on where the one before it stopped. */
describe.skipIf(noBrowser)('open data', { timeout: 60_000 }, () => {
  let city: TestCity
  let browser: Browser
  let stranger: Somebody
  let publisher: Somebody
  let approver: Somebody

  const atDesk = async (account: string): Promise<Somebody> => {
    const one = await somebody(browser, city.address)
    await one.page.goto('/desk/sign-in')
    await signIn(one.page, account)
    await one.page.getByRole('link', { name: '数据开放' }).first().waitFor()
    return one
  }

  beforeAll(async () => {
    city = await testCity({ pages: buildPages() })
    browser = await openBrowser()
    stranger = await somebody(browser, city.address)
    publisher = await atDesk('open-market')
    approver = await atDesk('open-approver')
  })
  beforeEach(({ onTestFailed }) => onTestFailed(() => keepPictures(browser)))
  afterAll(async () => {
    await browser?.close()
    await city?.stop()
  })

  it('a stranger finds a data set by its sound', async () => {
    const { page } = stranger
    await page.goto('/open')
    expect(await faults(stranger, '70-open')).toEqual([])
    await page.getByRole('textbox', { name: '查找数据集' }).fill('shichangzhuti')
    await page.getByRole('button', { name: '查找' }).click()
    await page.getByRole('link', { name: '市场主体登记名录' }).click()
    await page.getByRole('heading', { level: 1, name: '市场主体登记名录' }).waitFor()
    expect(await faults(stranger, '71-data-set')).toEqual([])
  })

  it('counts by another column in place, sorts the preview, and takes the file', async () => {
    const { page } = stranger
    await page.getByRole('combobox', { name: '按哪一列' }).selectOption({ label: '登记状态' })
    await page.getByRole('rowheader', { name: '存续' }).waitFor()
    await page.locator('#preview').getByRole('link', { name: '名称', exact: true }).click()
    expect(await page.locator('#preview [aria-sort="ascending"]').innerText()).toContain('名称')
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: /^CSV 表格/ }).click()])
    expect(download.suggestedFilename()).toBe('enterprises-1.csv')
  })

  it('the steward makes a version, reads the report and proposes it', async () => {
    const { page } = publisher
    await page.goto('/desk/open')
    const { items } = (await (await page.request.get('/api/registers/open.data-set')).json()) as { items: { id: string; code: string }[] }
    await page.goto(`/desk/open/${items.find(({ code }) => code === 'enterprises')!.id}`)
    await page.getByRole('checkbox', { name: '注册资本' }).check()
    await page.getByRole('combobox', { name: /^注册资本/ }).selectOption({ label: '每 100000 元一段' })
    await page.getByRole('button', { name: '检查' }).click()
    await page.getByText('正在检查').first().waitFor()
    await city.runJobs()
    await page.getByText('没有发现问题。').first().waitFor()
    expect(await faults(publisher, '72-report')).toEqual([])
    await page.getByRole('textbox', { name: '送审说明' }).fill('增加注册资本，按十万元分段')
    await page.getByRole('button', { name: '送审' }).click()
    await page.getByText('审核中').first().waitFor()
  })

  it('another person approves it, and it is the newest version', async () => {
    const { page } = approver
    await page.goto('/desk/open')
    await page.getByRole('link', { name: '市场主体登记名录' }).click()
    await page.getByRole('textbox', { name: '审核意见' }).fill('检查通过，同意公布')
    expect(await faults(approver, '73-approve')).toEqual([])
    await page.getByRole('button', { name: '同意公布' }).click()
    await page.getByText('正在公布').first().waitFor()
    await city.runJobs()
    await page.getByRole('heading', { name: '第 2 版' }).waitFor()
    const answer = await stranger.page.request.get('/open/enterprises.csv')
    expect(answer.headers()['content-location']).toBe('/open/enterprises/2.csv')
  })
})
