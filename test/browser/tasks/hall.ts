import { expect } from 'vitest'
import { signedIn } from './people.ts'
import { acted, applied, gap, matterOf, tellsOf } from './ready.ts'
import type { Person, Run } from './run.ts'

/** A day of the city that lies ahead, YYYY-MM-DD. */
const dayAhead = (days: number) => new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai' }).format(Date.now() + days * 86_400_000)

/** Somebody of the hall, at their own page. */
async function atMine(run: Run, account: string): Promise<Person> {
  const one = await run.person('/')
  await one.hands.press(one.page.getByRole('link', { name: '我的', exact: true }).first())
  await signedIn(one, account)
  await one.page.getByRole('heading', { level: 1, name: '我的' }).waitFor()
  return one
}

/** Finds a matter by plain words, applies for it, and holds a number. */
export async function findAndApply(run: Run): Promise<void> {
  const one = await run.person('/')
  const { page, hands, done } = one
  const { label } = await matterOf(run.city)
  await hands.write(page.getByRole('combobox', { name: '您要办的事' }), `我想办${label}`)
  await hands.press(page.getByRole('button', { name: '查找' }))
  await page.getByText(/^找到 \d+ 件事$/).waitFor()
  await done('results')
  await hands.press(page.getByRole('main').getByRole('link', { name: label }).first())
  await page.getByRole('heading', { level: 1, name: label }).waitFor()
  await hands.pick(page.getByRole('combobox', { name: '县（市、区）' }), '清城区')
  await page.getByText('清远市清城区市场监督管理局').first().waitFor()
  await done('guide')
  await hands.press(page.getByRole('link', { name: '开始申请' }).first())
  await signedIn(one, 'citizen')
  await page.getByRole('heading', { name: '填写信息' }).waitFor()
  await expect.poll(() => page.getByRole('textbox', { name: '姓名' }).inputValue()).not.toBe('')
  await hands.write(page.getByRole('textbox', { name: '要办什么、为什么办' }), `申请办理${run.mark}`)
  await hands.answer(page.getByRole('group', { name: '承诺所填信息和材料真实' }), '是')
  await done('form')
  await hands.press(page.getByRole('button', { name: '下一步' }))
  await page.getByRole('heading', { name: '上传材料' }).waitFor()
  const paper = run.papers.get('申请材料')!
  await hands.give(page.getByRole('listitem').filter({ hasText: '可以合并为一个文件上传' }), '上传申请材料', paper)
  await page.getByRole('link', { name: paper.name }).waitFor()
  await done('materials')
  await hands.press(page.getByRole('button', { name: '下一步' }))
  await page.getByRole('heading', { name: '核对提交' }).waitFor()
  await page.getByText(`申请办理${run.mark}`).waitFor()
  await done('check')
  await hands.press(page.getByRole('button', { name: '提交申请' }))
  await page.getByText('申请已提交').waitFor()
  expect(await page.getByRole('region', { name: '办件编号' }).innerText()).toMatch(/\d{6,}/)
  await page.getByText('清远市清城区政务服务数据管理局办理中').waitFor()
  await done('handed in')
}

/** Gives what the window asked for: told on one's own page, given in the case. */
async function giveAsked({ page, hands, done }: Person, run: Run): Promise<void> {
  await hands.press(page.getByRole('link', { name: /^去办理/ }).first())
  await page.getByText(gap.problem).first().waitFor()
  await done('what is asked')
  await hands.press(page.getByRole('button', { name: '提交补正材料' }))
  const dialog = page.getByRole('dialog', { name: '提交补正材料' })
  const paper = run.papers.get('补充证明')!
  await hands.give(dialog.getByRole('listitem').filter({ hasText: gap.material }), `上传${gap.material}`, paper)
  await dialog.getByRole('link', { name: paper.name }).waitFor()
  await done('dialog')
  await hands.press(dialog.getByRole('button', { name: '提交补正材料' }))
  await page.getByText('已办理：提交补正材料').waitFor()
  await page.getByText('清远市清城区政务服务数据管理局办理中').waitFor()
  await done('supplemented')
}

/** Supplements after the window asked for it. */
export async function supplement(run: Run): Promise<void> {
  const one = await applied(run.city, 'citizen')
  await acted(run.city, 'window', one, 'supplement', { gaps: [gap] })
  const citizen = await atMine(run, 'citizen')
  await citizen.page.getByRole('region', { name: '等您办理' }).waitFor()
  await citizen.done('my page')
  await giveAsked(citizen, run)
}

/** Appoints somebody, who takes over, acts for the principal, and is released again. */
export async function takeOver(run: Run): Promise<void> {
  const one = await applied(run.city, 'citizen')
  await acted(run.city, 'window', one, 'supplement', { gaps: [gap] })
  const { name, personId } = await tellsOf(run.city, 'neighbour')
  const { name: principalName } = await tellsOf(run.city, 'citizen')

  const principal = await atMine(run, 'citizen')
  await principal.hands.press(principal.page.getByRole('link', { name: '委托代办' }))
  await principal.hands.press(principal.page.getByRole('link', { name: '委托一个人' }))
  await principal.hands.write(principal.page.getByRole('textbox', { name: '受托人姓名' }), name)
  await principal.hands.write(principal.page.getByRole('textbox', { name: '受托人公民身份号码' }), personId)
  await principal.hands.day(principal.page.getByRole('textbox', { name: '期限' }), dayAhead(40))
  await principal.done('appoint')
  await principal.hands.press(principal.page.getByRole('button', { name: '发出委托' }))
  const given = principal.page.getByRole('region', { name: '我委托别人的' }).getByRole('listitem').filter({ hasText: name })
  await given.filter({ hasText: '等待接受' }).first().waitFor()
  await principal.done('appointed')

  const agent = await atMine(run, 'neighbour')
  await agent.hands.press(agent.page.getByRole('link', { name: '委托代办' }))
  await agent.hands.press(agent.page.getByRole('button', { name: '接受委托' }).first())
  await agent.page.getByText('已接受委托').waitFor()
  await agent.hands.press(agent.page.getByRole('button', { name: '以代理人身份办理' }).first())
  await agent.page.getByText(`正在代${principalName}办理`).first().waitFor()
  await agent.done('taken over')
  await giveAsked(agent, run)
  await agent.hands.press(agent.page.getByRole('link', { name: '我的', exact: true }).first())
  await agent.hands.press(agent.page.getByRole('button', { name: '回到本人' }))
  await agent.page.getByText('已回到本人').waitFor()
  await agent.done('oneself again')

  await principal.hands.press(principal.page.getByRole('link', { name: '我的', exact: true }).first())
  await principal.hands.press(principal.page.getByRole('link', { name: '委托代办' }))
  const held = given.filter({ hasText: '有效' }).first()
  await principal.hands.press(held.getByRole('button', { name: '终止委托' }))
  const dialog = principal.page.getByRole('dialog', { name: '终止委托' })
  await principal.hands.press(dialog.getByRole('button', { name: '终止委托' }))
  await dialog.waitFor({ state: 'detached' })
  await principal.page.getByText('已终止委托', { exact: true }).waitFor()
  await principal.done('ended')
  const { body } = await (await run.city.as('neighbour')).get(`/api/cases/${one.id}`)
  expect(body).not.toHaveProperty('number')
}

/** A stranger verifies a paper by its code, and its file; and is warned of a forged one. */
export async function verify(run: Run): Promise<void> {
  const { code, file } = run.certificate
  const { page, hands, done } = await run.person('/')
  await hands.press(page.getByRole('link', { name: /^核验/ }).first())
  await page.getByRole('heading', { level: 1, name: '核验证照和文书' }).waitFor()
  await hands.write(page.getByRole('textbox', { name: '核验码' }), code)
  await hands.press(page.getByRole('button', { name: '核验', exact: true }))
  await page.getByText('有效', { exact: true }).waitFor()
  await page.getByText('清远市清城区市场监督管理局', { exact: true }).waitFor()
  await done('by its code')
  const paper = { name: '决定书.pdf', mimeType: 'application/pdf', buffer: file }
  const upload = page.getByRole('main')
  await hands.give(upload, '选择 PDF 文件', paper)
  await page.getByText('内容完整，签名后没有改动').waitFor()
  await done('by its file')
  const forged = Buffer.from(file)
  forged[forged.length >> 1]! ^= 1
  await hands.give(upload, '选择 PDF 文件', { ...paper, buffer: forged })
  await page.getByText('内容被改过，或者签名不对，不要相信').waitFor()
  await done('a forged one')
}

/** Complains about a wrong address of one's own; the steward answers; the citizen sees it. */
export async function complain(run: Run): Promise<void> {
  const right = `清远市清城区凤城街道新搬的地方 ${run.mark} 号`
  const citizen = await atMine(run, 'citizen')
  const { page, hands } = citizen
  await hands.press(page.getByRole('link', { name: '我的登记信息' }))
  await hands.press(page.getByRole('region', { name: '自然人' }).getByRole('link', { name: /^这里不对/ }))
  await hands.answer(page.getByRole('group', { name: '哪一项不对' }), '住址')
  await hands.write(page.getByRole('textbox', { name: '住址' }), right)
  await hands.write(page.getByRole('textbox', { name: '为什么不对' }), `上个月搬了家（${run.mark}）`)
  const paper = run.papers.get('补充证明')!
  await hands.give(page.getByRole('group', { name: '证明材料' }), '上传证明材料 1', paper)
  await page.getByRole('link', { name: paper.name }).waitFor()
  await citizen.done('complaint')
  await hands.press(page.getByRole('button', { name: '提交请求' }))
  await page.getByRole('heading', { level: 2, name: '请求更正的内容' }).waitFor()
  await page.getByText('核实答复期限').first().waitFor()
  await citizen.done('complained')

  const steward = await run.person('/desk')
  await signedIn(steward, 'population')
  await steward.hands.press(steward.page.getByRole('link', { name: /^更正核对/ }))
  const ask = steward.page.getByRole('listitem').filter({ hasText: right })
  await steward.done('ask')
  await steward.hands.press(ask.getByRole('link', { name: '在办件里核实、答复' }))
  await steward.hands.press(steward.page.getByRole('button', { name: '属实，予以更正' }).first())
  const dialog = steward.page.getByRole('dialog')
  await steward.hands.write(dialog.getByLabel('核实情况和答复'), `已核对（${run.mark}）`)
  await steward.hands.press(dialog.getByRole('button', { name: '属实，予以更正' }))
  await steward.page.getByText('已办结').first().waitFor()
  await steward.done('answered')

  await hands.press(page.getByRole('link', { name: '我的', exact: true }).first())
  await hands.press(page.getByRole('link', { name: '我的登记信息' }))
  await page.getByRole('region', { name: '自然人' }).getByText(right).waitFor()
  await citizen.done('seen')
}
