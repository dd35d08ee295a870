import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { testCity, type TestCity } from '#testing'
import { buildPages, noBrowser, openBrowser, somebody, type Somebody } from './browser.ts'
import { otherLanguage, settle, wordsOf } from './languages.ts'

if (noBrowser) console.log(`test/browser/languages.test.ts is skipped: ${noBrowser}`)

const restaurant = '/matters/hall.restaurant-opening'
/** Who has no account. */
const stranger = 'a stranger'
const ofStranger = [
  '/',
  '/search?q={words}',
  '/life',
  '/life/birth',
  restaurant,
  '/near',
  '/verify',
  '/verify/0000',
  '/help',
  '/sign-in',
  '/sign-in/code',
  '/sign-in/code#tried',
  '/no-such',
]
const ofCitizen = [
  '/me',
  '/me/due',
  '/me/certificates',
  '/me/records',
  '/me/access',
  '/me/life',
  '/me/proxies',
  '/me/proxies/new',
  '/me/sessions',
  '/me/account#tried',
  '/me/proxies/new#tried',
  '/messages',
  `${restaurant}/apply`,
  ...['guide', 'form', 'form&part=business#tried', 'form&part=premises', 'form&part=delivery#tried', 'materials#tried', 'check'].map(
    (step) => `${restaurant}/apply?region={county}&step=${step}`,
  ),
  '/cases/{case}',
  '/no-such',
]
const ofDesk = ['/desk', '/desk/sessions', '/desk/posts', '/desk/messages', '/desk/asks', '/desk/registers', '/desk/no-such']
const ofCockpit = ['/cockpit', '/cockpit/scenarios', '/cockpit/figures/{figure}', '/cockpit/figures/{figure}/records', '/cockpit?wall=1']
const ofSteward = [
  '/desk/registers/population.person',
  '/desk/registers/population.person/imports',
  '/desk/registers/population.person/new',
  '/desk/registers/population.person/{person}',
  '/desk/registers/population.person/{person}/change',
  '/desk/registers/population.person/{person}/correct',
]
const ofAdministrator = [
  '/desk/organisations',
  '/desk/organisations/{organisation}',
  '/desk/accounts/{account}',
  '/desk/accounts/new',
  '/desk/accounts/new#tried',
  '/desk/jobs',
  '/desk/consents',
  '/desk/logs',
]

/** Where what people are called, and where they live, is kept. */
const peoples = {
  'identity.account': ['name', 'login'],
  'population.person': ['name', 'address'],
  'entity.entity': ['name', 'address'],
}

/** All pages of everybody take minutes; a stranger's and one clerk's are seen always. */
const long = process.env['CHENGSHU_LONG'] !== undefined

/** Every page in both languages: what is ours is in the reader's language, whole. */
describe.skipIf(noBrowser)('the languages of the pages', { timeout: long ? 1_200_000 : 240_000 }, () => {
  let city: TestCity
  let browser: Browser
  /** What people wrote, and what they are called: it is the same in every language. */
  let data: string[]
  const places: Record<string, string> = {}

  const reader = async (lang: 'zh' | 'en', account?: string): Promise<Somebody> => {
    const one = await somebody(browser, city.address)
    await one.context.addCookies([{ name: 'lang', value: lang, url: city.address }])
    if (account) {
      const answer = await one.context.request.post('/api/session', {
        headers: { 'x-chengshu': '1' },
        data: { account, password: `chengshu-${account}` },
      })
      expect(answer.ok()).toBe(true)
    }
    return one
  }
  const at = (path: string) => path.replaceAll(/\{(\w+)\}/g, (_, name: string) => places[name]!)
  /** What of these pages is in the other language, each with its address. */
  const walk = async ({ page, context }: Somebody, lang: 'zh' | 'en', paths: readonly string[]): Promise<string[]> => {
    const found: string[] = []
    places['words'] = lang === 'en' ? 'food+permit' : '%E9%A3%9F%E5%93%81'
    for (const path of paths) {
      await page.goto(at(path))
      try {
        await settle(page)
        // What is said of a form that was sent too early.
        if (path.endsWith('#tried')) await page.locator('.form-foot button[type=submit]').click()
      } catch (error) {
        found.push(`${path}: ${(error as Error).message.split('\n')[0]}`)
      }
      for (const text of otherLanguage(await wordsOf(page), lang, data)) found.push(`${path}: ${text}`)
    }
    await context.close()
    return found
  }

  beforeAll(async () => {
    city = await testCity({ pages: buildPages() })
    browser = await openBrowser()
    const citizen = await city.as('citizen')
    const county = (await city.identity.places.byCode('441802'))!
    const [town] = await city.identity.places.below(county.id)
    const [village] = await city.identity.places.below(town!.id)
    const matter = city.cases.matters.all.find((one) => one.origin && one.function === 'market-regulation')!
    const { body: prefill } = await citizen.get(`/api/matters/${matter.name}/prefill`)
    const { status, body } = await citizen.post('/api/cases', {
      matter: matter.name,
      region: village!.id,
      guide: {},
      answers: { ...prefill.values, region: village!.id, address: '人民路 1 号', asked: '请办这一件', truthDeclared: true },
      materials: [],
      idempotencyKey: 'languages-of-the-pages',
    })
    if (status !== 200) throw new Error(JSON.stringify(body))
    places['case'] = body.case.id
    places['county'] = county.id
    const session = await (await city.as('administrator')).get('/api/session')
    places['account'] = session.body.actor.account
    places['organisation'] = session.body.actor.organisation.id ?? session.body.actor.organisation
    const { body: figures } = await (await city.as('reader')).get('/api/indicators')
    places['figure'] = (figures.items ?? figures)[0].name
    const client = await city.sql('admin')
    const values = new Set<string>(['中文', '人民路 1 号', '请办这一件'])
    for (const [table, columns] of Object.entries(peoples)) {
      const { rows } = await client.query(`select ${columns.join(', ')} from ${table}`)
      for (const row of rows as Record<string, string | null>[]) for (const value of Object.values(row)) if (value) values.add(value)
    }
    places['person'] = (await client.query('select id from population.person limit 1')).rows[0].id
    await client.end()
    data = [...values].sort((a, b) => b.length - a.length)
  }, 240_000)
  afterAll(async () => {
    await browser?.close()
    await city?.stop()
  })

  const everybody: readonly (readonly [who: string, paths: readonly string[]])[] = [
    [stranger, ofStranger],
    ['window', [...ofDesk, '/desk/cases/{case}', '/desk/citizens', '/desk/citizens#tried']],
    ...(long
      ? ([
          ['citizen', ofCitizen],
          ['market-examiner', ofDesk],
          ['population', ofSteward],
          ['administrator', [...ofDesk, ...ofAdministrator]],
          ['security', ['/desk/consents', '/desk/organisations']],
          ['audit', ['/desk/logs', '/desk/consents']],
          ['mayor', ofCockpit],
        ] as const)
      : []),
  ]
  for (const lang of ['en', 'zh'] as const)
    it.each(everybody)(`${lang === 'en' ? 'in English no Chinese' : 'in Chinese no English'}: %s`, async (who, paths) => {
      const found = await walk(await reader(lang, who === stranger ? undefined : who), lang, paths)
      expect(found).toEqual([])
    })

  it('switching happens in place: what was typed stays, and no page is loaded', async () => {
    const { page, context, complaints } = await reader('zh')
    await page.goto('/sign-in')
    await settle(page)
    await page.locator('input[autocomplete="username"]').fill('citizen')
    await page.evaluate(() => Object.assign(globalThis, { sameDocument: true }))
    const choose = async (menu: string, language: string) => {
      await page.locator('summary').filter({ hasText: menu }).click()
      await page.getByRole('button', { name: language, exact: true }).click()
    }
    await choose('外观和语言', 'English')
    await page.getByRole('heading', { level: 1, name: 'Sign in' }).waitFor()
    expect(await page.locator('input[autocomplete="username"]').inputValue()).toBe('citizen')
    // What the server says comes a moment later.
    await expect.poll(async () => otherLanguage(await wordsOf(page), 'en', data), { timeout: 10_000 }).toEqual([])
    await choose('Look and language', '中文')
    await page.getByRole('heading', { level: 1, name: '登录' }).waitFor()
    expect(await page.evaluate(() => 'sameDocument' in globalThis)).toBe(true)
    expect(complaints()).toEqual([])
    await context.close()
  })
})
