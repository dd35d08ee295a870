import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { testCity, type TestCity } from '#testing'
import { buildPages, noBrowser, openBrowser, somebody, type Somebody } from './browser.ts'
import { answer, give, pick, press, tabTo, type } from './keyboard.ts'
import { keepPictures } from './look.ts'
import { makePapers, type Paper } from './papers.ts'

if (noBrowser) console.log(`test/browser/keyboard.test.ts is skipped: ${noBrowser}`)

const materials = ['经营场所使用证明（租赁合同或者不动产权属证明）', '招牌设置效果图（标明位置、尺寸、材料）']

describe.skipIf(noBrowser)('a citizen applies without a mouse', { timeout: 60_000 }, () => {
  let city: TestCity
  let browser: Browser
  let citizen: Somebody
  let papers: Map<string, Paper>

  /** On to the next part of the form, which takes the focus and says where one is. */
  const nextPart = async (section: string) => {
    const { page } = citizen
    await press(page, page.getByRole('button', { name: '保存，填下一节' }))
    await page.getByRole('heading', { name: section, exact: true }).waitFor()
    const head = page.getByRole('group', { name: new RegExp(`^第 \\d 节，共 5 节：${section}`) })
    await expect.poll(() => head.evaluate((group) => group === document.activeElement)).toBe(true)
  }

  beforeAll(async () => {
    city = await testCity({ pages: buildPages() })
    browser = await openBrowser()
    citizen = await somebody(browser, city.address)
    // From the first page on: a listener that is added with the key press may come too late for the dialog of the machine.
    citizen.page.on('filechooser', () => undefined)
    papers = await makePapers(browser, materials)
  })
  beforeEach(({ onTestFailed }) => onTestFailed(() => keepPictures(browser)))
  afterAll(async () => {
    await browser?.close()
    await city?.stop()
  })

  it('skips the head of the page, and finds the matter', async () => {
    const { page } = citizen
    await page.goto('/')
    await press(page, page.getByRole('link', { name: '跳到正文' }))
    expect(await page.getByRole('main').evaluate((main) => main === document.activeElement)).toBe(true)
    const box = page.getByRole('combobox', { name: '您要办的事' })
    await type(page, box, '开办餐')
    await page.getByRole('option', { name: /^开办餐饮店/ }).waitFor()
    await page.keyboard.press('ArrowDown')
    expect(await box.getAttribute('aria-activedescendant')).toBe(await page.getByRole('option', { selected: true }).getAttribute('id'))
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { level: 1, name: /开办餐饮店/ }).waitFor()
  })

  it('answers the guide: only two of the matters are needed', async () => {
    const { page } = citizen
    const question = (name: string) => page.getByRole('group', { name })
    await pick(page, page.getByLabel('在哪里办'), '清城区')
    await answer(page, question('这家店已经有营业执照了吗？'), '否')
    await answer(page, question('准备以什么身份开店？'), '个体工商户')
    await answer(page, question('店里做什么、卖什么？'), '销售预包装食品')
    await answer(page, question('顾客在店里就餐吗？'), '否')
    await type(page, page.getByRole('textbox', { name: '经营场所的建筑面积是多少平方米？' }), 20)
    await answer(page, question('要在店外设置招牌吗？'), '是')
    await answer(page, question('招牌上只有本店的名称、标识、地址和联系方式吗？'), '是')
    await answer(page, question('由别人代办吗？'), '否')
    const needed = page.getByRole('status').filter({ hasText: '按您的回答' }).getByRole('listitem')
    await expect.poll(() => needed.filter({ hasText: '需要办' }).count()).toBe(2)
    expect(await needed.filter({ hasText: '不用办' }).count()).toBe(2)
    await press(page, page.getByRole('link', { name: '开始申请' }).last())
  })

  it('signs in, and is where the application goes on', async () => {
    const { page } = citizen
    await type(page, page.getByLabel('账号', { exact: true }), 'neighbour')
    await type(page, page.getByLabel('密码', { exact: true }), 'chengshu-neighbour')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: '情况问答' }).waitFor()
    await press(page, page.getByRole('button', { name: '下一步' }))
    await page.getByRole('heading', { name: '填写信息' }).waitFor()
    await expect.poll(() => page.getByRole('textbox', { name: '经营者（法定代表人）姓名' }).inputValue()).not.toBe('')
  })

  it('is led to what is missing', async () => {
    const { page } = citizen
    await nextPart('店的基本信息')
    await press(page, page.getByRole('button', { name: '保存，填下一节' }))
    const problems = page.getByRole('alert')
    expect(await problems.evaluate((box) => box === document.activeElement)).toBe(true)
    await press(page, problems.getByRole('link', { name: '请填写“名称”' }))
    await page.keyboard.type('清远市清城区巷口小吃店（个体工商户）')
    expect(await page.getByLabel('名称', { exact: true }).inputValue()).toContain('巷口')
  })

  it('fills in the form in its order', async () => {
    const { page } = citizen
    const box = (name: string) => page.getByRole('textbox', { name, exact: true })
    const question = (name: string) => page.getByRole('group', { name })
    await type(page, box('从业人数'), 2)
    await type(page, box('字号'), '巷口')
    await type(page, box('经营范围'), '食品销售')
    await nextPart('经营场所')
    const place = question('所在镇街和村居').getByRole('combobox')
    await pick(page, place.nth(1), '凤城街道')
    await place.nth(2).waitFor()
    await tabTo(page, place.nth(2))
    await page.keyboard.press('ArrowDown')
    await type(page, box('经营场所地址'), '清城区凤城街道南门街 2 号')
    await answer(page, question('场所来源'), '租赁')
    await type(page, box('租期届满日'), '2031年6月30日')
    await page.keyboard.press('Enter')
    expect(await box('租期届满日').inputValue()).toBe('2031-06-30')
    await nextPart('招牌')
    await type(page, box('招牌文字'), '巷口小吃')
    await type(page, box('宽'), 200)
    await type(page, box('高'), 60)
    await answer(page, question('位置'), '墙面')
    await nextPart('送达和承诺')
    await answer(page, question('同意各办理部门共用本表信息'), '是')
    await answer(page, question('承诺所填信息和材料真实'), '是')
    await press(page, page.getByRole('button', { name: '下一步' }))
    await page.getByRole('heading', { name: '上传材料' }).waitFor()
    await expect.poll(() => page.getByRole('group', { name: '上传材料' }).evaluate((step) => step === document.activeElement)).toBe(true)
  })

  it('uploads, hands in, and is told', async () => {
    const { page, complaints } = citizen
    for (const material of materials) await give(page, page.getByLabel(`上传${material}`, { exact: true }), papers.get(material)!)
    await press(page, page.getByRole('button', { name: '下一步' }))
    await page.getByRole('heading', { name: '核对提交' }).waitFor()
    await press(page, page.getByRole('button', { name: '提交申请' }), 'Space')
    await page.getByText('申请已提交').waitFor()
    await page.getByText('清远市清城区政务服务数据管理局办理中').waitFor()
    const branches = page.getByRole('region', { name: '各部门办理情况' })
    expect(await branches.getByText('未开始', { exact: true }).count()).toBe(2)
    expect(await branches.getByText('不需要', { exact: true }).count()).toBe(2)
    expect(complaints()).toEqual([])
  })
})
