import type { Page } from 'playwright-core'
import type { Story } from './story.ts'

/** One picture that guides or READMEs show: who sees what, on which screen, after doing what. */
export interface Picture {
  /** Its file in `docs/pictures`, without the ending. */
  name: string
  /** Who has signed in; a stranger when not said. */
  account?: string
  at: (story: Story) => string
  /** Pixels: a desk unless said. */
  width?: 390 | 1280 | 1920
  height?: number
  /** How the reader has chosen to read. */
  chosen?: Readonly<Record<string, string>>
  prepare?: (page: Page) => Promise<unknown>
}

const press = (name: string | RegExp) => (page: Page) =>
  page
    .getByRole('button', { name, exact: typeof name === 'string' })
    .first()
    .click()
const people = '/desk/registers/population.person'

/** Every picture that is made, and nothing else. */
export const pictures: readonly Picture[] = [
  { name: 'hall-home', at: () => '/' },
  { name: 'hall-home-phone', at: () => '/', width: 390 },
  { name: 'hall-large-phone', at: () => '/', width: 390, chosen: { size: 'large' } },
  { name: 'hall-home-english', at: () => '/', chosen: { lang: 'en' } },
  { name: 'hall-search', at: () => '/search?q=%E6%88%91%E6%83%B3%E5%BC%80%E4%B8%AA%E9%9D%A2%E9%A6%86' },
  { name: 'hall-guide', at: ({ county }) => `/matters/hall.restaurant-opening?region=${county}` },
  {
    name: 'hall-apply',
    account: 'citizen',
    at: ({ county, guide }) => `/matters/hall.restaurant-opening/apply?region=${county}&guide=${guide}`,
    async prepare(page) {
      await page.getByRole('heading', { name: '情况问答' }).waitFor()
      await page.getByRole('button', { name: '下一步' }).click()
      await page.getByRole('heading', { name: '填写信息' }).waitFor()
    },
  },
  { name: 'hall-me-phone', account: 'citizen', at: () => '/me', width: 390 },
  { name: 'hall-supplement', account: 'citizen', at: ({ missing }) => `/cases/${missing}` },
  { name: 'hall-records', account: 'citizen', at: () => '/me/records' },
  { name: 'hall-proxy', account: 'citizen', at: () => '/me/proxies/new' },
  { name: 'hall-verify', at: ({ code }) => `/verify/${code}` },
  {
    name: 'desk-inbox',
    account: 'window',
    at: () => '/desk',
    async prepare(page) {
      await page.locator('.inbox-row').first().waitFor()
      await page.keyboard.press('j')
      await page.getByRole('complementary', { name: '所指的办件' }).getByRole('heading', { name: '待我办理' }).waitFor()
    },
  },
  { name: 'desk-case', account: 'window', at: ({ waiting }) => `/desk/cases/${waiting}` },
  {
    name: 'desk-supplement',
    account: 'window',
    at: ({ waiting }) => `/desk/cases/${waiting}`,
    async prepare(page) {
      await press('一次性告知补正')(page)
      await page.getByRole('dialog').getByRole('button', { name: '添加一行' }).click()
    },
  },
  {
    name: 'desk-bulk',
    account: 'window',
    at: () => '/desk',
    async prepare(page) {
      const boxes = page.locator('.inbox-row').getByRole('checkbox')
      await boxes.first().waitFor()
      for (const at of [0, 1, 2]) await boxes.nth(at).check()
    },
  },
  {
    name: 'desk-reassign',
    account: 'market-approver',
    at: () => '/desk',
    async prepare(page) {
      await press('本单位全部')(page)
      const boxes = page.locator('.inbox-row').getByRole('checkbox')
      await boxes.first().waitFor()
      for (const at of [0, 1]) await boxes.nth(at).check()
      await press('改派')(page)
      await page.getByRole('dialog').waitFor()
    },
  },
  {
    name: 'desk-palette',
    account: 'window',
    at: () => '/desk',
    async prepare(page) {
      await page.locator('.inbox-row').first().waitFor()
      await page.keyboard.press('Control+k')
      await page.keyboard.type('xx')
      await page.getByRole('dialog').getByRole('option').first().waitFor()
    },
  },
  { name: 'register-list', account: 'population', at: () => people },
  {
    name: 'register-export',
    account: 'population',
    at: () => `${people}?search=%E9%99%88`,
    async prepare(page) {
      await press('导出')(page)
      await page.getByRole('dialog').waitFor()
    },
  },
  { name: 'register-record', account: 'population', at: ({ person }) => `${people}/${person}` },
  { name: 'administration-organisation', account: 'administrator', at: ({ organisation }) => `/desk/organisations/${organisation}` },
  { name: 'administration-account', account: 'administrator', at: ({ account }) => `/desk/accounts/${account}` },
  { name: 'cockpit', account: 'mayor', at: () => '/cockpit' },
  { name: 'cockpit-figure', account: 'mayor', at: () => '/cockpit/figures/hall.underway' },
  {
    name: 'cockpit-scenarios',
    account: 'mayor',
    at: () => '/cockpit/scenarios',
    height: 900,
    async prepare(page) {
      await page.getByRole('spinbutton', { name: '收件量' }).fill('130')
      await press('开始推演')(page)
      await page.getByRole('heading', { name: '留存' }).waitFor()
      // What was said goes away by itself.
      await page.getByText('推演完成').waitFor({ state: 'detached' })
    },
  },
  { name: 'cockpit-wall', account: 'mayor', at: () => '/cockpit?wall=1', width: 1920, height: 1080 },
]
