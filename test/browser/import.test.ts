import { readFile } from 'node:fs/promises'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { makePersonId } from '#chinese'
import { testCity, type TestCity } from '#testing'
import { buildPages, noBrowser, openBrowser, somebody, type Somebody } from './browser.ts'
import { otherLanguage, settle, wordsOf } from './languages.ts'
import { faults, keepPictures } from './look.ts'
import { signIn } from './people.ts'

if (noBrowser) console.log(`test/browser/import.test.ts is skipped: ${noBrowser}`)

const header = '姓名,公民身份号码,性别,出生日期,民族,居住地,住址,备用'

/** A data steward brings a file into a register, from the choice of the file to the receipt. */
describe.skipIf(noBrowser)('a file brought into a register', { timeout: 60_000 }, () => {
  let city: TestCity
  let browser: Browser
  let steward: Somebody
  let village: string

  const person = (i: number, birth = '1920-01-01') =>
    [`欧阳页${i}`, makePersonId('441802', '1920-01-01', i), '男', birth, '汉族', village, `新城路 ${i} 号`, '略'].join(',')
  const file = (name: string, lines: readonly string[]) => ({
    name,
    mimeType: 'text/csv',
    buffer: Buffer.from(`\uFEFF${[header, ...lines].join('\r\n')}\r\n`),
  })
  const box = () => steward.page.getByLabel('要导入“自然人”的文件')

  beforeAll(async () => {
    city = await testCity({ pages: buildPages() })
    const admin = await city.sql('admin')
    village = (await admin.query(`select min(code) as code from identity.region where level = 'village' and ended is null`)).rows[0].code
    await admin.end()
    browser = await openBrowser()
    steward = await somebody(browser, city.address)
    await steward.page.goto('/desk/registers/population.person')
    await signIn(steward.page, 'population')
  }, 240_000)
  beforeEach(({ onTestFailed }) => onTestFailed(() => keepPictures(browser)))
  afterAll(async () => {
    await browser?.close()
    await city?.stop()
  })

  it('is recognised: its encoding, its delimiter, its columns', async () => {
    const { page } = steward
    await page.getByRole('link', { name: '导入', exact: true }).click()
    await page.getByRole('heading', { level: 1, name: '导入：自然人' }).waitFor()
    await page.getByText('还没有导入过').waitFor()
    expect(await faults(steward, '60-imports')).toEqual([])
    await box().setInputFiles(file('人口.csv', [person(1), person(2), person(3, '1920-02-31')]))
    await page.getByRole('heading', { level: 1, name: '人口.csv' }).waitFor()
    await page.getByText('UTF-8', { exact: true }).waitFor()
    await page.getByText('逗号', { exact: true }).waitFor()
    await expect.poll(() => page.getByLabel('“姓名”放进的字段').inputValue()).toBe('name')
    expect(await page.getByLabel('“备用”放进的字段').inputValue()).toBe('')
    await page.getByText('看前几行').click()
    await page.getByRole('cell', { name: '欧阳页1', exact: true }).waitFor()
    expect(await faults(steward, '61-import-columns')).toEqual([])
  })

  it('says at once which required field has no column, and keeps a mapping under a name', async () => {
    const { page } = steward
    await page.getByLabel('“姓名”放进的字段').selectOption('')
    await page.getByText('还没有对应的必填字段：姓名').waitFor()
    await page.getByLabel('“姓名”放进的字段').selectOption('name')
    await page.getByText('其他选择').click()
    await page.getByLabel('把对应关系保存为（选填）').fill('街道报表')
    await page.getByRole('button', { name: '检查全部行' }).click()
    await page.getByText('正在检查').waitFor()
    await city.runJobs()
    await page.getByRole('heading', { name: '检查结果' }).waitFor()
    expect(await page.getByRole('button', { name: '写入 2 行' }).isEnabled()).toBe(true)
  })

  it('shows the rows that come back with their reasons, and gives them as a file', async () => {
    const { page } = steward
    const refused = page.getByRole('table', { name: '退回的行' })
    await refused.getByText(/“出生日期”一列：/).waitFor()
    expect(await faults(steward, '62-import-checked')).toEqual([])
    const coming = page.waitForEvent('download')
    await page.getByRole('link', { name: '下载退回的行' }).click()
    const errors = await readFile(await (await coming).path(), 'utf8')
    expect(errors.split('\r\n')).toHaveLength(3)
    expect(errors).toContain('欧阳页3')
  })

  it('goes in, and its receipt says what it did', async () => {
    const { page } = steward
    await page.getByRole('button', { name: '写入 2 行' }).click()
    await page.getByText('正在写入').waitFor()
    await city.runJobs()
    await page.getByText('导入完成').waitFor()
    await page.getByRole('heading', { name: '回执' }).waitFor()
    expect(await faults(steward, '63-import-done')).toEqual([])
    await page.getByRole('link', { name: '查看记录' }).click()
    await page.getByRole('heading', { level: 1, name: '自然人' }).waitFor()
  })

  it('by keyboard alone: the kept mapping is taken, and the import is given up', async () => {
    const { page } = steward
    await page.goto('/desk/registers/population.person/imports')
    await page.getByRole('link', { name: '人口.csv' }).waitFor()
    const chooser = page.waitForEvent('filechooser')
    await box().press('Enter')
    await (await chooser).setFiles(file('第二批.csv', [person(4)]))
    await page.getByRole('heading', { level: 1, name: '第二批.csv' }).waitFor()
    await page.getByLabel('用保存过的对应关系').selectOption({ label: '街道报表' })
    await page.getByRole('button', { name: '取消导入' }).focus()
    await page.keyboard.press('Enter')
    await page.getByText('已取消，没有写入任何记录').waitFor()
    expect(steward.complaints()).toEqual([])
  })

  it('a file that can’t be read is refused in words, beside the choice of another', async () => {
    const { page } = steward
    await page.goto('/desk/registers/population.person/imports')
    await box().setInputFiles({ name: 'a.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.7 ') })
    await page.getByText('PDF 文件不能导入').waitFor()
    await page.getByText('另选文件').waitFor()
    // The browser says of every refusal that an answer was none; nothing else went wrong.
    expect(steward.complaints()).toHaveLength(1)
  })

  it('reads the same in English', async () => {
    const { page, context } = steward
    await context.addCookies([{ name: 'lang', value: 'en', url: city.address }])
    const { id } = (
      (await (await page.request.get('/api/registers/population.person/imports')).json()) as { items: { id: string; state: string }[] }
    ).items.find(({ state }) => state === 'done')!
    await page.goto(`/desk/registers/population.person/imports/${id}`)
    await settle(page)
    const words = await wordsOf(page)
    expect(otherLanguage(words, 'en', ['人口.csv', '行号', '原因', '中文', '罗静文'])).toEqual([])
  })
})
