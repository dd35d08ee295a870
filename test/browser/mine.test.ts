import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { actOn, testCity, type TestCity } from '#testing'
import { buildPages, noBrowser, openBrowser, somebody, type Somebody } from './browser.ts'
import { faults, keepPictures } from './look.ts'
import { makePapers, type Paper } from './papers.ts'
import { choose, signIn, upload, write, writeDay } from './people.ts'

if (noBrowser) console.log(`test/browser/mine.test.ts is skipped: ${noBrowser}`)

const matter = '/matters/hall.restaurant-opening/apply'

/** What somebody does with what is their own, at two machines; each `it` goes on where the one before it stopped. */
describe.skipIf(noBrowser)('a citizen’s own pages', { timeout: 60_000 }, () => {
  let city: TestCity
  let browser: Browser
  let atHome: Somebody
  let onThePhone: Somebody
  let neighbour: Somebody
  let county: string
  let papers: Map<string, Paper>

  const signedIn = async (account: string, width: number): Promise<Somebody> => {
    const one = await somebody(browser, city.address)
    await one.page.setViewportSize({ width, height: 800 })
    await one.page.goto('/sign-in')
    await signIn(one.page, account)
    await one.page.getByRole('heading', { level: 1, name: '我的' }).waitFor()
    return one
  }

  beforeAll(async () => {
    city = await testCity({ pages: buildPages() })
    browser = await openBrowser()
    county = (await city.identity.places.byCode('441802'))!.id
    papers = await makePapers(browser, ['租赁合同'])
    atHome = await signedIn('citizen', 1280)
    onThePhone = await signedIn('citizen', 360)
    neighbour = await signedIn('neighbour', 1280)
  })
  beforeEach(({ onTestFailed }) => onTestFailed(() => keepPictures(browser)))
  afterAll(async () => {
    await browser?.close()
    await city?.stop()
  })

  it('begins an application on the phone, and is told quietly that it is saved', async () => {
    const { page } = onThePhone
    await page.goto(`${matter}?region=${county}`)
    await page.getByText('换一台设备登录也能接着填').waitFor()
    await choose(page, '这家店已经有营业执照了吗？', '否')
    await write(page, '经营场所的建筑面积是多少平方米？', 86.5)
    await page.getByText(/^已自动保存/).waitFor()
    expect(await faults(onThePhone, '31-draft')).toEqual([])
  })

  it('goes on with it at home, where the other device left off', async () => {
    const { page } = atHome
    await page.goto('/me')
    const unfinished = page.getByRole('region', { name: '没有写完的申请' })
    await unfinished.getByText('开办餐饮店').first().waitFor()
    expect(await faults(atHome, '32-mine-with-draft')).toEqual([])
    await unfinished.getByRole('link', { name: /接着填写/ }).click()
    await page.getByText(/^接着上次/).waitFor()
    const area = page.getByRole('textbox', { name: '经营场所的建筑面积是多少平方米？' })
    expect(await area.inputValue()).toBe('86.5')
    await area.fill('120')
    await page.getByText(/^已自动保存/).waitFor()
  })

  it('is not overwritten by the phone, which is told so and takes what is newer', async () => {
    const { page } = onThePhone
    await write(page, '经营场所的建筑面积是多少平方米？', 50)
    await page.getByText('这份申请在别的设备上改过').waitFor()
    onThePhone.complaints()
    await page.getByRole('button', { name: '用另一处的内容' }).click()
    await expect.poll(() => page.getByRole('textbox', { name: '经营场所的建筑面积是多少平方米？' }).inputValue()).toBe('120')
  })

  it('is nobody else’s, and is gone when its writer throws it away', async () => {
    const other = neighbour.page
    await other.goto(`${matter}?region=${county}`)
    await other.getByText('换一台设备登录也能接着填').waitFor()
    expect(await other.getByRole('textbox', { name: '经营场所的建筑面积是多少平方米？' }).inputValue()).toBe('')
    const { page } = atHome
    await page.goto('/me')
    await page.getByRole('button', { name: /^删除：/ }).click()
    await page.getByRole('dialog').getByRole('button', { name: '删除', exact: true }).click()
    await page.getByText('已删除').waitFor()
    await expect.poll(() => page.getByRole('region', { name: '没有写完的申请' }).count()).toBe(0)
  })

  it('complains about a wrong address with a paper that shows it', async () => {
    const { page } = atHome
    await page.goto('/me')
    await page.getByRole('link', { name: '我的登记信息' }).click()
    await page.getByRole('heading', { level: 1, name: '我的登记信息' }).waitFor()
    expect(await faults(atHome, '33-records')).toEqual([])
    await page
      .getByRole('region', { name: '自然人' })
      .getByRole('link', { name: /^这里不对/ })
      .click()
    await page.getByRole('button', { name: '提交请求' }).click()
    await page.getByRole('alert').getByText('请选择哪一项不对').waitFor()
    await page.getByLabel('住址', { exact: true }).check()
    await write(page, '住址', '清远市清城区凤城街道新搬的地方 8 号')
    await page.getByLabel('为什么不对').fill('上个月搬了家')
    await upload(page, '证明材料 1', papers.get('租赁合同')!)
    expect(await faults(atHome, '34-correct')).toEqual([])
    await page.getByRole('button', { name: '提交请求' }).click()
    await page.getByText('已提交，答复后会发消息告诉您').waitFor()
    await page.getByText('请求更正的内容').waitFor()
    await page.goto('/me/records')
    await page.getByRole('region', { name: '我请求的更正' }).getByText('等待答复').waitFor()
  })

  it('hears the answer as a message and on the page, and sees who looked', async () => {
    const steward = await city.as('population')
    const { body } = await steward.get('/api/asks')
    expect((await actOn(steward, body.items[0].case, 'correct', { reason: '已核对租赁合同' })).status).toBe(200)
    const { page } = atHome
    await page.goto('/messages')
    await page.getByText('属实，予以更正').waitFor()
    await page.goto('/me/records')
    const asked = page.getByRole('region', { name: '我请求的更正' })
    await asked.getByText('答复：已核对租赁合同').waitFor()
    await page.getByRole('region', { name: '自然人' }).getByText('新搬的地方 8 号').first().waitFor()
    await page.goto('/me/access')
    await page.getByText('清远市公安局清城分局').first().waitFor()
    await page
      .getByText(/看到的内容：.*住址/)
      .first()
      .waitFor()
    expect(await faults(atHome, '35-access')).toEqual([])
  })

  it('appoints the neighbour, who takes over, acts, and goes back', async () => {
    const person = (await (await city.as('neighbour')).get('/api/me/records')).body.items[0].items[0]
    const name = (await (await city.as('citizen')).get('/api/session')).body.actor.name as string
    const { page } = atHome
    await page.goto('/me/proxies')
    await page.getByRole('link', { name: '委托一个人' }).click()
    await page.getByLabel('受托人姓名').fill(person.name)
    await page.getByLabel('受托人公民身份号码').fill(person.personId)
    const until = new Date(Date.now() + 200 * 86_400_000).toISOString().slice(0, 10)
    await writeDay(page, '期限', until)
    expect(await faults(atHome, '36-appoint')).toEqual([])
    await page.getByRole('button', { name: '发出委托' }).click()
    await page.getByText('委托已发出，等对方接受').waitFor()
    await page.getByRole('region', { name: '我委托别人的' }).getByText('等待接受').waitFor()

    const other = neighbour.page
    await other.goto('/me/proxies')
    await other.getByRole('button', { name: '接受委托' }).click()
    await other.getByText('已接受委托').waitFor()
    await other.getByRole('button', { name: '以代理人身份办理' }).click()
    await other.getByText(`正在代${name}办理`).first().waitFor()
    await other.goto(`${matter}?region=${county}`)
    await other.getByText(`您正在代${name}办理`).waitFor()
    await other.goto('/me')
    await other.getByRole('button', { name: '回到本人' }).click()
    await other.getByText('已回到本人').waitFor()
    neighbour.complaints()

    await page.reload()
    await page.getByRole('button', { name: '终止委托' }).click()
    await page.getByRole('dialog').getByRole('button', { name: '终止委托' }).click()
    await page.getByRole('region', { name: '我委托别人的' }).getByText('已终止', { exact: true }).waitFor()
  })

  it('finds every other page whole, also in English, large and in contrast', async () => {
    const { page } = atHome
    for (const [name, address] of Object.entries({
      due: '/me/due',
      certificates: '/me/certificates',
      life: '/me/life',
      proxies: '/me/proxies',
      account: '/me/account',
      sessions: '/me/sessions',
    })) {
      await page.goto(address)
      await page.getByRole('heading', { level: 1 }).waitFor()
      expect(await faults(atHome, `37-${name}`), name).toEqual([])
    }
    await atHome.context.addCookies([
      { name: 'lang', value: 'en', url: city.address },
      { name: 'size', value: 'large', url: city.address },
      { name: 'look', value: 'contrast', url: city.address },
    ])
    for (const address of ['/me', '/me/records', '/me/proxies/new', '/me/life']) {
      await page.goto(address)
      await page.getByRole('heading', { level: 1 }).waitFor()
      expect(await faults(atHome, `38-large${address.replaceAll('/', '-')}`), address).toEqual([])
    }
  })
})
