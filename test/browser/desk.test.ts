import { readFile } from 'node:fs/promises'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { makePersonId } from '#chinese'
import { testCity, type TestCity } from '#testing'
import { buildPages, noBrowser, openBrowser, somebody, type Somebody } from './browser.ts'
import { faults, keepPictures } from './look.ts'
import { signIn, write } from './people.ts'

if (noBrowser) console.log(`test/browser/desk.test.ts is skipped: ${noBrowser}`)

const CASES = 30

/** What clerks, stewards and administrators do at the desk, by mouse and by keyboard; each `it` goes on where the one before it stopped. */
describe.skipIf(noBrowser)('the desk', { timeout: 60_000 }, () => {
  let city: TestCity
  let browser: Browser

  const atDesk = async (account: string, page = '/desk'): Promise<Somebody> => {
    const officer = await somebody(browser, city.address)
    await officer.page.goto(page)
    await signIn(officer.page, account)
    await officer.page.getByRole('heading', { level: 1 }).filter({ hasNotText: '登录' }).waitFor()
    return officer
  }
  const leave = async (one: Somebody) => {
    expect(one.complaints()).toEqual([])
    await one.context.close()
  }
  const rows = (page: Page) => page.locator('.inbox-row')

  beforeAll(async () => {
    city = await testCity({ pages: buildPages() })
    browser = await openBrowser()
    const citizen = await city.as('citizen')
    const county = (await city.identity.places.byCode('441802'))!
    const [town] = await city.identity.places.below(county.id)
    const [village] = await city.identity.places.below(town!.id)
    const matter = city.cases.matters.all.find(
      (one) => one.origin && one.kind === 'administrative-licence' && one.function === 'market-regulation',
    )!
    const { body: prefill } = await citizen.get(`/api/matters/${matter.name}/prefill`)
    for (let i = 0; i < CASES; i++) {
      const answer = await citizen.post('/api/cases', {
        matter: matter.name,
        region: village!.id,
        guide: {},
        answers: { ...prefill.values, region: village!.id, address: '人民路 1 号', asked: `第 ${i} 件`, truthDeclared: true },
        materials: [],
        idempotencyKey: `desk-${i}-${matter.name}`,
      })
      if (answer.status !== 200) throw new Error(JSON.stringify(answer.body))
    }
  }, 240_000)
  beforeEach(({ onTestFailed }) => onTestFailed(() => keepPictures(browser)))
  afterAll(async () => {
    await browser?.close()
    await city?.stop()
  })

  it('a list opened by its address shows its records without asking for them', async () => {
    const steward = await atDesk('population')
    const asked: string[] = []
    steward.page.on('request', (request) => asked.push(new URL(request.url()).pathname))
    await steward.page.goto('/desk/registers/population.person')
    await steward.page.locator('.table tbody tr').first().waitFor()
    const first = ['/api/session', '/api/systems', '/api/views', '/api/registers/population.person']
    expect(asked.filter((path) => first.includes(path))).toEqual([])
    // What is looked for after that is asked for, and comes into the address.
    const answer = steward.page.waitForResponse((response) => response.url().includes('/api/registers/population.person?search='))
    await steward.page.getByRole('combobox').first().fill('王')
    await answer
    await expect.poll(() => new URL(steward.page.url()).searchParams.get('search')).toBe('王')
    await leave(steward)
  })

  it('a list opened by its address is there before its script, which takes it over as it is and does what was done meanwhile', async () => {
    const steward = await atDesk('population')
    const { page } = steward
    const address = '/desk/registers/population.person'
    // What writes pages is read when the first is asked for, which does not wait for it.
    const isWritten = async () => (await (await page.request.get(address)).text()).includes('data-written')
    await expect.poll(isWritten, { timeout: 30_000 }).toBe(true)
    let open = () => {}
    const held = new Promise<void>((done) => (open = done))
    await page.route('**/assets/*.js', async (route) => {
      await held
      await route.continue()
    })
    await page.goto(address, { waitUntil: 'commit' })
    await page.locator('.table tbody tr').first().waitFor()
    const rowsBefore = await page.locator('.table tbody tr').allTextContents()
    expect(rowsBefore.length).toBeGreaterThan(0)
    expect(rowsBefore.every((row) => row.trim() !== '')).toBe(true)
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('自然人')
    await page.locator('.table .table-sort').first().click()
    await page.getByRole('combobox').first().pressSequentially('王')
    const root = await page.locator('#root > .shell').elementHandle()
    open()
    await expect.poll(() => new URL(page.url()).searchParams.get('sort'), { timeout: 10_000 }).not.toBeNull()
    await expect.poll(() => new URL(page.url()).searchParams.get('search'), { timeout: 10_000 }).toBe('王')
    expect(new URL(page.url()).searchParams.has('sort')).toBe(true)
    expect(await root!.evaluate((shell) => shell.isConnected), 'the page was taken over and not made anew').toBe(true)
    expect(await page.locator('#opening').count()).toBe(0)
    await leave(steward)
  })

  it('a list that came written has the names and ids that its script gives them', async () => {
    const steward = await atDesk('population')
    await steward.page.goto('/desk/registers/population.person')
    await steward.page.locator('.table tbody tr').first().waitFor()
    const others = () =>
      steward.page.evaluate(() => {
        const names = {
          id: 'id',
          className: 'class',
          htmlFor: 'for',
          href: 'href',
          title: 'title',
          'aria-controls': 'aria-controls',
          'aria-label': 'aria-label',
          'aria-labelledby': 'aria-labelledby',
        }
        return [...document.querySelectorAll('#root *')].flatMap((element) => {
          const own = Object.entries(element).find(([key]) => key.startsWith('__reactProps'))?.[1] as Record<string, unknown> | undefined
          if (!own) return [`${element.tagName} is nobody's`]
          return Object.entries(names)
            .filter(([prop, name]) => typeof own[prop] === 'string' && own[prop] !== element.getAttribute(name))
            .map(([prop, name]) => `${element.tagName} ${name}: ${String(own[prop])}, ${element.getAttribute(name)}`)
        })
      })
    await expect.poll(others).toEqual([])
    await leave(steward)
  })

  it('a clerk works the inbox with keys alone: points, looks, takes, and accepts several at once', async () => {
    const clerk = await atDesk('window')
    const { page } = clerk
    await expect.poll(() => rows(page).count()).toBe(CASES)
    await page.keyboard.press('j')
    await page.keyboard.press('j')
    await page.getByRole('complementary', { name: '所指的办件' }).getByRole('heading', { name: '待我办理' }).waitFor()
    expect(await faults(clerk, '30-inbox')).toEqual([])
    await page.setViewportSize({ width: 1280, height: 900 })
    await page.keyboard.press('c')
    await page.getByText('已领取', { exact: true }).waitFor()
    await page.keyboard.press('x')
    await page.keyboard.press('j')
    await page.keyboard.press('x')
    await page.getByRole('button', { name: '办理同一步' }).click()
    const dialog = page.getByRole('dialog', { name: '办理 2 件的同一步' })
    await dialog.getByText('受理', { exact: true }).click()
    await dialog.getByRole('button', { name: '受理', exact: true }).click()
    await page.getByText('已在 2 件中办理：受理').waitFor()
    await expect.poll(() => rows(page).count()).toBe(CASES - 2)
    await leave(clerk)
  })

  it('keeps a list under a name, and finds it again', async () => {
    const clerk = await atDesk('window')
    const { page } = clerk
    await page.keyboard.press('/')
    await page.keyboard.type('没有这样的')
    await page.getByText('没有符合条件的任务。').waitFor()
    await page.getByRole('searchbox', { name: /查找/ }).first().fill('')
    await expect.poll(() => rows(page).count()).toBe(CASES - 2)
    await page.goto('/desk?mine=nobody&sort=number')
    await page.getByRole('button', { name: '存为视图' }).click()
    await write(page, '名称', '没人领的')
    await page.getByRole('dialog').getByRole('button', { name: '保存', exact: true }).click()
    await page.getByText('视图已保存').waitFor()
    await page.goto('/desk')
    await page.getByRole('button', { name: '没人领的' }).click()
    await expect.poll(() => page.url()).toContain('mine=nobody')
    await leave(clerk)
  })

  it('the palette leads anywhere by words, sounds and numbers', async () => {
    const clerk = await atDesk('population')
    const { page } = clerk
    await page.keyboard.press('Control+k')
    await page.keyboard.type('zrr')
    await page.getByRole('option', { name: /^自然人/ }).waitFor()
    expect(await faults(clerk, '31-palette')).toEqual([])
    await page.setViewportSize({ width: 1280, height: 900 })
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { level: 1, name: '自然人' }).waitFor()
    await leave(clerk)
  })

  it('whoever leads an office gives a task to a colleague', async () => {
    const head = await atDesk('market-approver')
    const { page } = head
    await page.getByRole('button', { name: '本单位全部' }).click()
    await expect.poll(() => rows(page).count()).toBe(2)
    await rows(page).first().getByRole('checkbox').check()
    await page.getByRole('button', { name: '改派', exact: true }).click()
    const dialog = page.getByRole('dialog', { name: '改派 1 件' })
    await dialog.getByText(/^冯志坚/).click()
    await dialog.getByRole('button', { name: '改派', exact: true }).click()
    await page.getByText('已把 1 件改派给冯志坚').waitFor()
    await rows(page).filter({ hasText: '冯志坚' }).waitFor()
    await leave(head)
  })

  it('a steward finds who changed a value, and takes a list away for a reason', async () => {
    const steward = await city.as('population')
    const { items } = (await steward.get('/api/registers/population.person?limit=1')).body
    const [person] = items
    expect(
      (await steward.patch(`/api/registers/population.person/${person.id}`, { version: person.version, changes: { name: '欧阳翠翠' } }))
        .status,
    ).toBe(200)
    const one = await atDesk('population', '/desk/registers/population.person')
    const { page } = one
    await page
      .getByRole('searchbox', { name: /查找/ })
      .or(page.getByRole('combobox', { name: /查找/ }))
      .first()
      .fill('欧阳翠翠')
    await page.getByRole('link', { name: '欧阳翠翠' }).first().waitFor()
    expect(await faults(one, '32-register-list')).toEqual([])
    await page.setViewportSize({ width: 1280, height: 900 })
    await page.getByRole('link', { name: '欧阳翠翠' }).first().click()
    await page.getByRole('button', { name: '谁改过“姓名”' }).click()
    const change = page.getByRole('list', { name: '变更历史' }).getByRole('listitem').first()
    expect(await change.locator('del').innerText()).toBe(person.name)
    expect(await change.locator('ins').innerText()).toBe('欧阳翠翠')
    expect(await change.innerText()).toContain('罗静文')
    expect(await faults(one, '33-record')).toEqual([])
    await page.setViewportSize({ width: 1280, height: 900 })
    await page.goto('/desk/registers/population.person?search=%E6%AC%A7%E9%98%B3')
    await page.getByRole('button', { name: '导出', exact: true }).click()
    const dialog = page.getByRole('dialog', { name: '导出：自然人' })
    await dialog.getByRole('button', { name: '导出', exact: true }).click()
    await dialog.getByText('请说明用途，至少 4 个字').waitFor()
    await write(dialog, '导出用途', '年度核对名册')
    const coming = page.waitForEvent('download')
    await dialog.getByRole('button', { name: '导出', exact: true }).click()
    const text = await readFile(await (await coming).path(), 'utf8')
    expect(text.startsWith('\uFEFF姓名,')).toBe(true)
    expect(text).toContain('欧阳翠翠')
    expect(text).not.toContain('\u001E')
    // One that comes by half is told, and nothing of it is kept.
    let kept = 0
    page.on('download', () => kept++)
    await page.route('**/population.person/export', (route) =>
      route.fulfill({ status: 200, headers: { 'x-rows': '12' }, contentType: 'text/csv', body: '\uFEFF姓名\r\n欧阳翠翠\r\n' }),
    )
    await page.getByRole('button', { name: '导出', exact: true }).click()
    await write(dialog, '导出用途', '年度核对名册')
    await dialog.getByRole('button', { name: '导出', exact: true }).click()
    await dialog.getByText('导出中断，没有存成文件').waitFor()
    expect(await dialog.innerText()).toContain('应有 12 条')
    expect(kept).toBe(0)
    await leave(one)
  })

  it('administrators see people and duties; the auditor sees who took the list away', async () => {
    const administrator = await atDesk('administrator', '/desk/organisations')
    await administrator.page
      .getByRole('link', { name: /政务服务/ })
      .first()
      .click()
    await administrator.page.getByText('综合窗口受理员').first().waitFor()
    expect(await faults(administrator, '34-organisation')).toEqual([])
    await administrator.context.close()
    const audit = await atDesk('audit', '/desk/logs?act=export')
    await audit.page.getByRole('heading', { name: '日志审计' }).waitFor()
    expect(await faults(audit, '35-logs')).toEqual([])
    await audit.context.close()
  })

  it(
    'the pages of accounts, consents, sessions, jobs and scenarios are without barriers, as they are and in contrast',
    { timeout: 120_000 },
    async () => {
      const pages = {
        window: ['/desk/citizens', '/desk/sessions'],
        administrator: ['/desk/accounts/new', '/desk/jobs'],
        security: ['/desk/consents'],
        mayor: ['/cockpit/scenarios'],
      }
      for (const [account, addresses] of Object.entries(pages)) {
        const one = await atDesk(account, addresses[0])
        for (const look of ['light', 'contrast']) {
          await one.context.addCookies([{ name: 'look', value: look, url: city.address }])
          for (const [at, address] of addresses.entries()) {
            await one.page.goto(address)
            await one.page.getByRole('heading', { level: 1 }).waitFor()
            expect(await faults(one, `36-${account}-${at}-${look}`), `${address} ${look}`).toEqual([])
          }
        }
        await leave(one)
      }
      const stranger = await somebody(browser, city.address)
      await stranger.page.goto('/sign-in/code')
      await stranger.page.getByRole('heading', { level: 1 }).waitFor()
      expect(await faults(stranger, '37-code')).toEqual([])
      await leave(stranger)
    },
  )

  it('an older account is told whose it is on its page, once, and is reached from its record', async () => {
    const { region } = (await (await city.as('administrator')).get('/api/session')).body.actor
    const id = await city.identity.asSystem('测试', (ctx) =>
      city.registers.addUntyped({ ...ctx, actor: { ...ctx.actor, region } }, 'identity.account', { login: 'older-one', name: '温如言' }),
    )
    const administrator = await atDesk('administrator', `/desk/registers/identity.account/${id}`)
    const { page } = administrator
    await page.getByRole('link', { name: '管理', exact: true }).click()
    await page.waitForURL(`**/desk/accounts/${id}`)
    const give = page.getByRole('button', { name: '登记本人的号码' })
    await give.click()
    await page.getByText('请填写“公民身份号码”').first().waitFor()
    expect(await faults(administrator, '38-account-number')).toEqual([])
    await page.getByRole('textbox', { name: '公民身份号码' }).fill(makePersonId('441801', '1990-01-01', 0))
    await give.click()
    await page.getByText('号码已登记').first().waitFor()
    await give.waitFor({ state: 'detached' })
    expect(await page.getByRole('main').textContent()).not.toMatch(/4418011990|没有登记/)
    await leave(administrator)
  })

  it('another post is taken without leaving the page', async () => {
    const both = await atDesk('signboard', '/desk/registers')
    const { page } = both
    await page.getByText('谭小燕').first().click()
    await page.getByRole('button', { name: /^换到：.*综合窗口受理员/ }).click()
    await page.getByText('现在以“综合窗口受理员”办理').waitFor()
    expect(new URL(page.url()).pathname).toBe('/desk/registers')
    await leave(both)
  })
})
