import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { testCity, type TestCity } from '#testing'
import { buildPages, noBrowser, openBrowser, somebody, type Somebody } from './browser.ts'
import { faults, keepPictures } from './look.ts'
import { decision, opinion, visited } from './opinions.ts'
import { makePapers, type Paper } from './papers.ts'
import { act, choose, download, pointAtDay, signIn, upload, write, writeDay } from './people.ts'

if (noBrowser) console.log(`test/browser/restaurant.test.ts is skipped: ${noBrowser}`)

const materials = [
  '经营场所使用证明（租赁合同或者不动产权属证明）',
  '经营场所平面布置图',
  '主要设备设施清单和操作流程',
  '食品安全规章制度（自查、从业人员健康管理、进货查验记录、事故处置等）',
  '专间或者专用操作区平面图和设施说明',
  '消防安全制度、灭火和应急疏散预案',
  '场所消防设施平面图',
  '招牌设置效果图（标明位置、尺寸、材料）',
]
const shop = '清远市清城区岫禾面馆（个体工商户）'

/** The story of one restaurant, told by what the people in it see and touch. Each `it` goes on where the one before it stopped. */
describe.skipIf(noBrowser)('a citizen opens a noodle shop at the screen', { timeout: 60_000 }, () => {
  let city: TestCity
  let browser: Browser
  let citizen: Somebody
  let window: Somebody
  let papers: Map<string, Paper>
  let number: string
  let certificate: Buffer
  let code: string

  /** Somebody at the desk, signed in, with this case in front of them. */
  const atDesk = async (account: string): Promise<Somebody> => {
    const officer = await somebody(browser, city.address)
    await officer.page.goto('/desk')
    await signIn(officer.page, account)
    await officer.page.getByRole('heading', { name: '我的待办' }).waitFor()
    return officer
  }
  const openCase = async ({ page }: Somebody) => {
    await page.getByRole('link', { name: /^待办/ }).first().click()
    await page.getByRole('row').filter({ hasText: number }).first().getByRole('link').click()
    await page.getByRole('heading', { name: '待我办理' }).waitFor()
  }

  /** On to the next part of the form, whose first section is called this. */
  const nextPart = async (section: string) => {
    await citizen.page.getByRole('button', { name: '保存，填下一节' }).click()
    await citizen.page.getByRole('heading', { name: section, exact: true }).waitFor()
  }
  /** To any part of the form by the list of all. */
  const openPart = async (section: string) => {
    const { page } = citizen
    await page.locator('summary').filter({ hasText: '共 6 节' }).click()
    await page
      .getByRole('list', { name: '各节' })
      .getByRole('button', { name: new RegExp(section) })
      .click()
    await page.getByRole('heading', { name: section, exact: true }).waitFor()
  }

  beforeAll(async () => {
    city = await testCity({ pages: buildPages() })
    browser = await openBrowser()
    citizen = await somebody(browser, city.address)
    papers = await makePapers(browser, [...materials, '场所消防设施平面图（补）'])
  })
  beforeEach(({ onTestFailed }) => onTestFailed(() => keepPictures(browser)))
  afterAll(async () => {
    await browser?.close()
    await city?.stop()
  })

  it('finds the matter by plain words', async () => {
    const { page } = citizen
    await page.goto('/')
    expect(await faults(citizen, '01-home')).toEqual([])
    await page.getByRole('combobox', { name: '您要办的事' }).fill('我想开个面馆')
    await page.getByRole('button', { name: '查找' }).click()
    await page.getByText(/^找到 \d+ 件事$/).waitFor()
    expect(await faults(citizen, '01-search')).toEqual([])
    await page.getByRole('link', { name: /^开办餐饮店/ }).click()
    await page.getByRole('heading', { level: 1, name: /开办餐饮店/ }).waitFor()
  })

  it('answers the guide and is told which four matters are needed and by when', async () => {
    const { page } = citizen
    await page.getByLabel('在哪里办').selectOption('清城区')
    await choose(page, '这家店已经有营业执照了吗？', '否')
    await choose(page, '准备以什么身份开店？', '个体工商户')
    await choose(page, '店里做什么、卖什么？（可多选）', '热食类食品制售', '冷食类食品制售')
    await choose(page, '只做解冻、简单加热、冲调、组合、摆盘、洗切吗？', '否')
    await choose(page, '顾客在店里就餐吗？', '是')
    await write(page, '经营场所的建筑面积是多少平方米？', 86.5)
    await choose(page, '消防安全检查选哪种方式？', '先检查后决定')
    await choose(page, '要在店外设置招牌吗？', '是')
    await choose(page, '招牌上只有本店的名称、标识、地址和联系方式吗？', '是')
    await choose(page, '由别人代办吗？', '否')
    const needed = page.getByRole('status').filter({ hasText: '按您的回答' })
    await expect.poll(() => needed.getByRole('listitem').filter({ hasText: '需要办' }).count()).toBe(4)
    await page
      .getByRole('region', { name: '一眼看清' })
      .getByText(/^\d+ 个工作日$/)
      .waitFor()
    await page.getByText('各环节的期限和依据').click()
    const limits = await page.getByRole('table', { name: '要多久' }).innerText()
    for (const matter of ['经营主体设立登记', '食品经营许可', '消防安全检查', '户外招牌设施设置备案']) expect(limits).toContain(matter)
    expect(limits).toMatch(/\d+ 个工作日/)
    expect(await faults(citizen, '02-guide')).toEqual([])
  })

  it('signs in on the way, and finds the answers kept', async () => {
    const { page } = citizen
    await page.getByRole('link', { name: '开始申请' }).first().click()
    await page.getByRole('heading', { name: '登录一网通办' }).waitFor()
    expect(await faults(citizen, '03-sign-in')).toEqual([])
    await signIn(page, 'citizen')
    await page.getByRole('heading', { name: '情况问答' }).waitFor()
    expect(await page.getByRole('textbox', { name: '经营场所的建筑面积是多少平方米？' }).inputValue()).toBe('86.5')
    await page.getByRole('button', { name: '下一步' }).click()
    await page.getByRole('heading', { name: '填写信息' }).waitFor()
  })

  it('is told all at once what a part of the form still lacks, and nothing of the others', async () => {
    const { page } = citizen
    await nextPart('店的基本信息')
    await page.getByRole('button', { name: '保存，填下一节' }).click()
    await page.getByRole('alert').getByText('还有 4 处需要填写或改正').waitFor()
    await page.getByRole('alert').getByRole('link', { name: '请填写“名称”' }).click()
    expect(await page.getByLabel('名称', { exact: true }).evaluate((box) => box === document.activeElement)).toBe(true)
    expect(await faults(citizen, '04-form-problems')).toEqual([])
  })

  it('goes back a part, and finds there what the registers know', async () => {
    const { page } = citizen
    await page.getByRole('button', { name: '上一节' }).click()
    const name = page.getByRole('textbox', { name: '经营者（法定代表人）姓名' })
    await name.waitFor()
    expect(await page.getByRole('alert').count()).toBe(0)
    expect(await name.inputValue()).not.toBe('')
    await page
      .getByText(/已从.*自然人.*带出/)
      .first()
      .waitFor()
    await nextPart('店的基本信息')
  })

  it('fills in what the registers do not know, part by part', async () => {
    const { page } = citizen
    await write(page, '名称', shop)
    await write(page, '从业人数', 4)
    await write(page, '字号', '岫禾')
    await write(page, '经营范围', '餐饮服务')
    await nextPart('经营场所')
    const place = page.getByRole('group', { name: '所在镇街和村居' })
    await place.getByRole('combobox').nth(1).selectOption('凤城街道')
    await place.getByRole('combobox').nth(2).selectOption({ index: 1 })
    await write(page, '经营场所地址', '清城区凤城街道北江一路 18 号首层 01 号铺')
    await choose(page, '场所来源', '租赁')
    await writeDay(page, '租期届满日', '2032-12-31')
    await write(page, '食品处理区面积', 24)
    await write(page, '食品安全管理人员姓名', '邹燕')
    await write(page, '食品安全管理人员电话', '15400000021')
    await nextPart('就餐和消防安全')
    await write(page, '所在楼层', '地上一层')
    await write(page, '就餐座位数', 32)
    await write(page, '安全出口数', 2)
    await choose(page, '厨房燃料', '管道燃气')
    expect(await faults(citizen, '05-form')).toEqual([])
    await nextPart('招牌')
    await write(page, '招牌文字', '岫禾面馆')
    await write(page, '宽', 320)
    await write(page, '高', 90)
    await choose(page, '位置', '门楣')
    await nextPart('送达和承诺')
    await choose(page, '同意电子送达', '是')
    await choose(page, '同意各办理部门共用本表信息', '是')
    await choose(page, '承诺所填信息和材料真实', '是')
  })

  it('comes back later to the first part that lacks something, and is led there before the form is done', async () => {
    const { page } = citizen
    await openPart('店的基本信息')
    await write(page, '从业人数', '')
    await openPart('送达和承诺')
    await page.getByRole('button', { name: '下一步' }).click()
    await page.getByRole('alert').getByRole('link', { name: '请填写“从业人数”' }).waitFor()
    await page.locator('.draft-state[data-state=saved]').waitFor()
    const { pathname, searchParams } = new URL(page.url())
    await page.goto(`${pathname}?region=${searchParams.get('region')}`)
    await page.getByText(/^接着上次/).waitFor()
    await page.getByRole('group', { name: '第 2 节，共 6 节：店的基本信息、登记信息' }).waitFor()
    expect(await page.getByRole('textbox', { name: '字号' }).inputValue()).toBe('岫禾')
    await write(page, '从业人数', 4)
    await openPart('送达和承诺')
    expect(await faults(citizen, '05-form-parts')).toEqual([])
    await page.getByRole('button', { name: '下一步' }).click()
    await page.getByRole('heading', { name: '上传材料' }).waitFor()
  })

  it('uploads what the answers ask for, and nothing that offices share', async () => {
    const { page } = citizen
    const asked = await page
      .getByLabel(/^上传(?!材料$)/)
      .evaluateAll((boxes) => boxes.map((box) => box.getAttribute('aria-label')!.slice(2)))
    expect(asked.toSorted()).toEqual(materials.toSorted())
    for (const material of materials) await upload(page, material, papers.get(material)!)
    expect(await faults(citizen, '06-materials')).toEqual([])
    await page.getByRole('button', { name: '下一步' }).click()
  })

  it('hands it in, and gets a receipt', async () => {
    const { page } = citizen
    await page.getByRole('heading', { name: '核对提交' }).waitFor()
    expect(await faults(citizen, '07-check')).toEqual([])
    await page.getByRole('button', { name: '修改“招牌”' }).click()
    await write(page, '宽', 300)
    await page.getByRole('button', { name: '保存，回到核对' }).click()
    await page.getByRole('heading', { name: '核对提交' }).waitFor()
    await page.getByText('300 cm').waitFor()
    await page.getByRole('button', { name: '提交申请' }).click()
    await page.getByText('申请已提交').waitFor()
    number = await page.getByRole('region', { name: '办件编号' }).locator('p').first().innerText()
    expect(number).toMatch(/\d{6,}/)
    await page.getByText('清远市清城区政务服务数据管理局办理中').waitFor()
    expect(await page.getByRole('heading', { name: '等您办理' }).count()).toBe(0)
    await city.runJobs()
    const receipt = page.getByRole('region', { name: '文书' }).getByRole('link', { name: /PDF$/ })
    expect((await download(page, receipt)).subarray(0, 5).toString()).toBe('%PDF-')
    expect(await faults(citizen, '08-my-case')).toEqual([])
  })

  it('the window asks once for everything that is missing', async () => {
    window = await atDesk('window')
    const { page } = window
    await page.getByRole('row').filter({ hasText: number }).waitFor()
    expect(await faults(window, '09-inbox')).toEqual([])
    await openCase(window)
    expect(await faults(window, '10-desk-case')).toEqual([])
    await act(page, '收件核对', '一次性告知补正', async (dialog) => {
      await dialog.getByRole('button', { name: '添加一行' }).click()
      await choose(dialog, '部门', '消防救援')
      await write(dialog, '材料', '场所消防设施平面图')
      await write(dialog, '问题', '未标明灭火器位置')
      await write(dialog, '要求', '补充标注后重新上传')
      expect(await faults(window, '11-supplement-dialog')).toEqual([])
    })
    await page.getByText('计时暂停').first().waitFor()
  })

  it('the citizen is told, and supplements', async () => {
    const { page } = citizen
    await city.runJobs()
    await page.goto('/me')
    await page.getByText('等您办理').first().waitFor()
    expect(await faults(citizen, '12-mine')).toEqual([])
    await page
      .getByRole('region', { name: /^(正在办理|我的办件)$/ })
      .getByRole('link')
      .first()
      .click()
    await page.getByText('未标明灭火器位置').first().waitFor()
    expect(await faults(citizen, '13-supplement')).toEqual([])
    await act(page, '补正材料', '提交补正材料', async (dialog) => {
      await upload(dialog, '场所消防设施平面图', papers.get('场所消防设施平面图（补）')!)
      expect(await faults(citizen, '14-supplement-dialog')).toEqual([])
    })
    // What somebody handed in is folded away under what is asked and what happened.
    await page.locator('summary').filter({ hasText: '材料' }).click()
    await page.getByRole('link', { name: /场所消防设施平面图（补）/ }).waitFor()
  })

  it('the window accepts, and four bureaux begin', async () => {
    const { page } = window
    await openCase(window)
    await page.getByRole('link', { name: /场所消防设施平面图（补）/ }).waitFor()
    await act(page, '收件核对', '受理')
    const branches = page.getByRole('region', { name: '各部门办理情况' })
    await expect.poll(() => branches.getByText('办理中', { exact: true }).count()).toBe(4)
  })

  it('three bureaux examine side by side, each at its own desk', async () => {
    const [examiner, officer, sign] = await Promise.all([atDesk('market-examiner'), atDesk('fire-officer'), atDesk('signboard')])
    await Promise.all([
      (async () => {
        await openCase(examiner)
        await act(examiner.page, '营业执照 · 形式审查', '提出登记意见', opinion)
        await act(examiner.page, '食品经营许可 · 材料审查', '安排现场核查', opinion)
        await act(examiner.page, '食品经营许可 · 现场核查', '核查完毕，提出意见', visited(writeDay))
      })(),
      (async () => {
        await openCase(officer)
        expect(await faults(officer, '15-fire-officer')).toEqual([])
        await act(officer.page, '消防安全检查 · 材料审查', '安排现场检查', opinion)
        await act(officer.page, '消防安全检查 · 现场检查', '检查完毕，提出意见', visited(pointAtDay))
      })(),
      (async () => {
        await openCase(sign)
        await act(sign.page, '招牌备案 · 备案', '予以备案')
      })(),
    ])
    for (const one of [examiner, officer, sign]) {
      expect(one.complaints()).toEqual([])
      await one.context.close()
    }
  })

  it('no permit before the licence; then one after the other', async () => {
    const [approver, fireApprover] = await Promise.all([atDesk('market-approver'), atDesk('fire-approver')])
    await openCase(fireApprover)
    const early = fireApprover.page
    await early.getByText('同时办理营业执照的，须在登记之后').waitFor()
    expect(await early.getByRole('button', { name: '准予许可', exact: true }).count()).toBe(0)
    expect(await faults(fireApprover, '16-before-the-licence')).toEqual([])
    await openCase(approver)
    await act(approver.page, '营业执照 · 登记决定', '准予登记', async (grant) => {
      await grant.getByRole('combobox', { name: '行业' }).click()
      await approver.page.keyboard.type('6210')
      await grant.getByRole('option', { name: '正餐服务（6210）' }).click()
      expect(await faults(approver, '17-register')).toEqual([])
    })
    await act(approver.page, '食品经营许可 · 许可决定', '准予许可', decision)
    await openCase(fireApprover)
    await act(early, '消防安全检查 · 许可决定', '准予许可', decision)
    for (const one of [approver, fireApprover]) {
      expect(one.complaints()).toEqual([])
      await one.context.close()
    }
  })

  it('the window delivers four decisions and concludes', async () => {
    const { page } = window
    await openCase(window)
    for (const branch of ['营业执照', '食品经营许可', '消防安全检查', '招牌备案'])
      await act(page, `${branch} · 送达`, '送达', async (dialog) => {
        await choose(dialog, '送达方式', '电子送达')
        await write(dialog, '送达地点（系统账号）', '一网通办申请人账号')
      })
    await act(page, '办结', '办结')
    await page.getByText('已办结', { exact: true }).waitFor()
    expect(await faults(window, '18-concluded')).toEqual([])
  })

  it('the citizen has seen each move and holds four certificates', async () => {
    const { page } = citizen
    await city.runJobs()
    await page.goto('/messages')
    await page.getByRole('heading', { level: 1, name: '消息' }).waitFor()
    await page.getByRole('heading', { name: '办结', exact: true }).waitFor()
    expect(await faults(citizen, '19-messages')).toEqual([])
    await page.goto('/me')
    await page
      .getByRole('region', { name: /^(正在办理|我的办件)$/ })
      .getByRole('link')
      .first()
      .click()
    await page.getByRole('heading', { name: '办理经过' }).waitFor()
    // The latest acts are in sight, the older ones a press away.
    await page.getByText(/^更早的 13 步/).click()
    const happened = await page.locator('.moves .timeline > li').allInnerTexts()
    const said = ['办结', '送达', '送达', '送达', '送达', '准予许可', '准予许可', '准予登记']
    expect(happened.slice(0, said.length).map((text) => text.split('\n')[0])).toEqual(said)
    expect(happened).toHaveLength(18)
    expect(await faults(citizen, '20-my-concluded-case')).toEqual([])
    const papersOfMine = page.getByRole('region', { name: '证照' }).getByRole('listitem')
    expect(await papersOfMine.count()).toBe(4)
    const licence = papersOfMine.filter({ hasText: '营业执照' })
    certificate = await download(page, licence.getByRole('link', { name: /PDF$/ }))
    expect(certificate.subarray(0, 5).toString()).toBe('%PDF-')
    code = decodeURIComponent((await licence.getByRole('link', { name: /^核验/ }).getAttribute('href'))!.split('/').at(-1)!)
  })

  it('a stranger verifies the licence by its code, its PDF, and is warned of a forged one', async () => {
    const stranger = await somebody(browser, city.address)
    const { page } = stranger
    await page.goto('/verify')
    expect(await faults(stranger, '21-verify')).toEqual([])
    await page.getByLabel('核验码', { exact: true }).fill(code)
    await page.getByRole('button', { name: '核验', exact: true }).click()
    await page.getByText('有效', { exact: true }).waitFor()
    await page.getByText('清远市清城区市场监督管理局').waitFor()
    await page.getByText(shop, { exact: true }).waitFor()
    expect(await faults(stranger, '22-verified-code')).toEqual([])
    const file = { name: 'licence.pdf', mimeType: 'application/pdf', buffer: certificate }
    await page.getByLabel('选择 PDF 文件').setInputFiles(file)
    await page.getByText('内容完整，签名后没有改动').waitFor()
    expect(await faults(stranger, '23-verified-pdf')).toEqual([])
    const forged = Buffer.from(certificate)
    forged[forged.length >> 1]! ^= 1
    await page.getByLabel('选择 PDF 文件').setInputFiles({ ...file, buffer: forged })
    await page.getByText('内容被改过，或者签名不对，不要相信').waitFor()
    expect(await page.getByText('内容完整').count()).toBe(0)
    expect(await faults(stranger, '24-forged')).toEqual([])
  })
})
