import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { testCity, type TestCity } from '#testing'
import { buildPages, noBrowser, openBrowser, somebody, type Somebody } from './browser.ts'
import { faults, keepPictures } from './look.ts'
import { signIn } from './people.ts'

if (noBrowser) console.log(`test/browser/definitions.test.ts is skipped: ${noBrowser}`)

const saved = (page: Page) => page.getByText('已自动保存', { exact: true }).waitFor()
const field = (page: Page, label: string) => page.locator('.preview-name', { hasText: label })

/** A steward designs a register in the browser, another person agrees, and it is there. */
describe.skipIf(noBrowser)('the workbench of definitions', { timeout: 90_000 }, () => {
  let city: TestCity
  let browser: Browser
  let steward: Somebody
  let reviewer: Somebody

  beforeAll(async () => {
    city = await testCity({ pages: buildPages() })
    browser = await openBrowser()
    steward = await somebody(browser, city.address)
    await steward.page.goto('/desk/definitions')
    await signIn(steward.page, 'definition')
    reviewer = await somebody(browser, city.address)
    await reviewer.page.goto('/desk/definitions')
    await signIn(reviewer.page, 'definition-reviewer')
  }, 240_000)
  beforeEach(({ onTestFailed }) => onTestFailed(() => keepPictures(browser)))
  afterAll(async () => {
    await browser?.close()
    await city?.stop()
  })

  it('begins with a name', async () => {
    const { page } = steward
    await page.getByRole('heading', { level: 1, name: '目录定义' }).waitFor()
    expect(await faults(steward, '70-definitions')).toEqual([])
    await page.getByLabel('目录名称').fill('公共水井')
    await page.getByLabel('代码（选填）').fill('well')
    await page.getByRole('button', { name: '开始起草' }).click()
    await page.getByRole('heading', { level: 1, name: '公共水井 · 第 1 版' }).waitFor()
    await page.getByText('还没有字段。选一种字段添加。').waitFor()
  })

  it('shows the form as it grows, and keeps it by itself', async () => {
    const { page } = steward
    await page.getByRole('button', { name: '文字', exact: true }).click()
    await page.locator('.properties').getByLabel('名称', { exact: true }).fill('井名')
    await page.locator('.preview').getByRole('textbox', { name: '井名' }).waitFor()
    await page.getByRole('button', { name: '选项', exact: true }).click()
    await page.locator('.properties').getByLabel('名称', { exact: true }).fill('状态')
    await page.locator('.properties').getByLabel('选项', { exact: true }).fill('used=在用\nclosed=停用')
    await page.locator('.preview').getByText('在用').first().waitFor()
    await page.getByRole('button', { name: '数字', exact: true }).click()
    await page.locator('.properties').getByLabel('名称', { exact: true }).fill('深度')
    await page.locator('.properties').getByLabel('单位', { exact: true }).fill('米')
    await saved(page)
    await page.reload()
    await field(page, '深度').waitFor()
    expect(await page.locator('.preview-name').allInnerTexts()).toEqual(['井名 文字', '状态 选项', '深度 数字'])
  })

  it('moves and removes fields by keys', async () => {
    const { page } = steward
    await field(page, '深度').press('Alt+ArrowUp')
    await expect
      .poll(() => page.locator('.preview-name').allInnerTexts())
      .toEqual([expect.stringMatching('井名'), expect.stringMatching('深度'), expect.stringMatching('状态')])
    await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toContain('深度')
    await page.getByRole('button', { name: '日期', exact: true }).click()
    await saved(page)
    await field(page, '日期').focus()
    await page.keyboard.press('Delete')
    await expect.poll(() => field(page, '日期').count()).toBe(0)
    await saved(page)
  })

  it('says beside the formula what is wrong with it while it is written', async () => {
    const { page } = steward
    await page.getByRole('button', { name: '公式', exact: true }).click()
    await page.locator('.properties').getByLabel('名称', { exact: true }).fill('是否深井')
    await page.locator('.properties').getByLabel('公式', { exact: true }).fill('shendu > ')
    await page.locator('.properties .problem').first().waitFor()
    await page.locator('.properties').getByLabel('公式', { exact: true }).fill('shendu > 30')
    await page.getByLabel('结果是').selectOption('flag')
    await expect.poll(() => page.locator('.properties .problem').count()).toBe(0)
  })

  it('asks for what a register must say, in words', async () => {
    const { page } = steward
    await page.getByRole('tab', { name: '目录属性' }).click()
    await page.getByText('请选择数源部门的职能').waitFor()
    await page.getByLabel('数源部门职能').selectOption('government-services')
    await page.getByLabel('共享条件').fill('防旱和饮水安全')
    await page.getByText('没有发现问题').waitFor()
    expect(await faults(steward, '71-designer')).toEqual([])
    await page.setViewportSize({ width: 1920, height: 1080 })
    await page.screenshot({ path: 'test/browser/pictures/71-designer-1920.jpg', quality: 80, fullPage: true })
    await page.setViewportSize({ width: 1280, height: 900 })
  })

  it('shows every step before it is asked for', async () => {
    const { page } = steward
    await page.getByRole('button', { name: '查看生效步骤' }).click()
    await page.getByText('新建表 local.well').waitFor()
    await page.getByText('查看数据库语句').first().click()
    await page.getByText('create table "local"."well"').waitFor()
    expect(await faults(steward, '72-plan')).toEqual([])
    await page.getByLabel('为什么要这样改').fill('防旱需要掌握水井')
    await page.getByRole('button', { name: '提请审核' }).click()
    await page.getByText('待审核', { exact: true }).first().waitFor()
  })

  it('is answered by somebody else, who sees how far it is', async () => {
    const { page } = reviewer
    await page.reload()
    await page.getByRole('link', { name: '公共水井' }).click()
    await page.getByRole('heading', { name: '审核', exact: true }).waitFor()
    expect(await faults(reviewer, '73-review')).toEqual([])
    await page.getByRole('button', { name: '同意，开始生效' }).click()
    await page.getByText('请写明理由').waitFor()
    await page.getByLabel('审核意见').fill('同意')
    await page.getByRole('button', { name: '同意，开始生效' }).click()
    await page.getByText('等待生效', { exact: true }).first().waitFor()
    await city.runJobs()
    await page.getByText('已经生效，各处都可以使用。').waitFor()
    expect(await faults(reviewer, '74-in-force')).toEqual([])
  })
})
