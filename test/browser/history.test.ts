import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { actOn, testCity, type TestCity, type Visitor } from '#testing'
import { buildPages, noBrowser, openBrowser, somebody, type Somebody } from './browser.ts'
import { faults, keepPictures } from './look.ts'
import { signIn } from './people.ts'

if (noBrowser) console.log(`test/browser/history.test.ts is skipped: ${noBrowser}`)

/** A data steward looks at what became of a record, and puts right what went wrong. */
describe.skipIf(noBrowser)('the history of a record', { timeout: 90_000 }, () => {
  let city: TestCity
  let browser: Browser
  let steward: Somebody
  let clerk: Visitor
  let person: string
  let address: string

  beforeAll(async () => {
    city = await testCity({ pages: buildPages() })
    const citizen = await city.as('citizen')
    person = (await citizen.get('/api/session')).body.actor.person
    const url = `/api/registers/population.person/${person}`
    address = (await citizen.get(url)).body.record.address
    await citizen.post(`${url}/corrections`, { changes: { phone: '13812345678' }, reason: '换了手机号码' })
    clerk = await city.as('population')
    const [ask] = (await clerk.get('/api/asks')).body.items
    await actOn(clerk, ask.case, 'correct', { reason: '核对了入网协议' })
    await citizen.post(`${url}/corrections`, { changes: { address: '清远市清城区凤城街道北门街 12 号' }, reason: '上个月搬了家' })
    browser = await openBrowser()
    steward = await somebody(browser, city.address)
    await steward.page.goto(`/desk/registers/population.person/${person}`)
    await signIn(steward.page, 'population')
  }, 300_000)
  beforeEach(({ onTestFailed }) => onTestFailed(() => keepPictures(browser)))
  afterAll(async () => {
    await browser?.close()
    await city?.stop()
  })

  it('says who changed what, on whose request and why', async () => {
    const { page } = steward
    await page.getByRole('heading', { name: '变更历史' }).waitFor()
    await page.getByRole('heading', { name: '更正', exact: true }).waitFor()
    await page.getByText('理由：换了手机号码').first().waitFor()
    await page.getByText('答复：核对了入网协议').waitFor()
    expect(await faults(steward, '70-record-history')).toEqual([])
  })

  it('takes a change with its reason, and puts back what was', async () => {
    const { page } = steward
    await page.getByRole('link', { name: '变更', exact: true }).click()
    await page.getByRole('textbox', { name: '住址' }).fill('清远市清城区东城街道莲塘路 3 号')
    await page.getByLabel('变更理由').fill('户口迁移')
    expect(await faults(steward, '71-record-change')).toEqual([])
    await page.getByRole('button', { name: '保存' }).click()
    await page.getByText('理由：户口迁移').waitFor()
    await page.getByRole('button', { name: '比较版本 · 第 2 版' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('住址').check()
    expect(await faults(steward, '72-record-compare')).toEqual([])
    await dialog.getByRole('button', { name: '恢复所选 1 项' }).click()
    await dialog.getByText('请说明理由').waitFor()
    await dialog.getByLabel('理由').fill('登记错了人')
    await dialog.getByRole('button', { name: '恢复所选 1 项' }).click()
    await page.getByText('理由：恢复到第 2 版：登记错了人').waitFor()
    expect((await clerk.get(`/api/registers/population.person/${person}`)).body.record).toMatchObject({ version: 4, address })
  })

  it('shows the record as it was at the end of a day, and nothing to do with it then', async () => {
    const { page } = steward
    const today = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai' }).format()
    await page.goto(`/desk/registers/population.person/${person}?asOf=${today}`)
    await page.getByText('当天结束时登记的内容').waitFor()
    await page.getByRole('heading', { name: '变更历史' }).waitFor()
    expect(await page.getByRole('link', { name: '变更', exact: true }).count()).toBe(0)
    expect(await faults(steward, '73-record-as-of')).toEqual([])
    await page.goto(`/desk/registers/population.person/${person}?asOf=2001-01-01`)
    await page.getByText('还没有这条记录').waitFor()
    // The answer that says so is one of 404.
    steward.complaints()
    await page.getByRole('button', { name: '回到现在' }).click()
    await page.getByRole('link', { name: '变更', exact: true }).waitFor()
  })

  it('keeps where somebody lived, one home after the other', async () => {
    const { page } = steward
    const region = (await clerk.get(`/api/registers/population.person/${person}`)).body.record.region
    const first = await clerk.post('/api/registers/population.residence', {
      person,
      region,
      address: '北门街 1 号',
      from: '2015-03-01',
      to: '2018-01-01',
    })
    expect(first.status).toBe(200)
    const at = `/desk/registers/population.residence/${first.body.record.id}`
    await page.goto(`${at}/period`)
    await page.getByLabel('生效日期').fill('2020-05-01')
    await page.getByLabel('住址').fill('莲塘路 3 号')
    expect(await faults(steward, '74-period-new')).toEqual([])
    await page.getByRole('button', { name: '保存' }).click()
    await page.getByRole('heading', { name: '各段有效期' }).waitFor()
    await page.getByText('空档，没有登记').waitFor()
    expect(await faults(steward, '75-periods')).toEqual([])
    const line = (await clerk.get(`/api/registers/population.residence/${first.body.record.id}/periods`)).body
    expect(line.periods.map(({ address, to }: { address: string; to: string | null }) => [address, to === null])).toEqual([
      ['北门街 1 号', false],
      ['莲塘路 3 号', true],
    ])
    await page.goto('/desk/registers/population.residence?effective=2016-01-01')
    await page.getByRole('link', { name: '北门街 1 号' }).waitFor()
    expect(await page.getByText('莲塘路 3 号').count()).toBe(0)
    expect(await faults(steward, '76-list-times')).toEqual([])
  })
})
