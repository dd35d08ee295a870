import { readFile } from 'node:fs/promises'
import { expect } from 'vitest'
import { atDesk } from './people.ts'
import { acted, applied, gap, type Ready } from './ready.ts'
import type { Person, Run } from './run.ts'

/** Looks for a case by its number, and opens it. */
async function opened({ page, hands, done }: Person, { number }: Ready): Promise<void> {
  await hands.write(page.getByRole('searchbox', { name: /查找/ }), number)
  await page.getByText(/^显示 1 件|^共 1 件/).waitFor()
  await done('inbox')
  await hands.press(page.getByRole('row').filter({ hasText: number }).getByRole('link'))
  // The title says that one has come: what waits stands beside the list too.
  await page.getByRole('heading', { level: 1 }).filter({ hasNotText: '我的待办' }).waitFor()
  await page.getByRole('region', { name: '待我办理' }).waitFor()
  await done('case')
}

/** Accepts a case. */
export async function accept(run: Run): Promise<void> {
  const one = await applied(run.city, 'citizen')
  const clerk = await atDesk(run, 'window')
  const { page, hands, done } = clerk
  await opened(clerk, one)
  const dialog = page.getByRole('dialog', { name: '受理' })
  await hands.press(page.getByRole('button', { name: '受理', exact: true }))
  // Thought better of it, and came back: nothing is done, and one is where one was.
  await hands.close(dialog)
  await hands.press(page.getByRole('button', { name: '受理', exact: true }))
  await done('dialog')
  await hands.press(dialog.getByRole('button', { name: '受理', exact: true }))
  await page.getByText('已办理：受理').waitFor()
  await page.getByText('清远市清城区市场监督管理局办理中').waitFor()
  await done('accepted')
}

/** Asks once for everything that is missing. */
export async function askForSupplement(run: Run): Promise<void> {
  const one = await applied(run.city, 'citizen')
  const clerk = await atDesk(run, 'window')
  const { page, hands, done } = clerk
  await opened(clerk, one)
  await hands.press(page.getByRole('button', { name: '一次性告知补正' }))
  const dialog = page.getByRole('dialog', { name: '一次性告知补正' })
  for (const at of [1, 2]) {
    await hands.press(dialog.getByRole('button', { name: '添加一行' }))
    const row = dialog.getByRole('group', { name: `第 ${at} 行` })
    await hands.write(row.getByRole('textbox', { name: '材料' }), gap.material)
    await hands.write(row.getByRole('textbox', { name: '问题' }), `${gap.problem}（${at}）`)
    await hands.write(row.getByRole('textbox', { name: '要求' }), gap.request)
  }
  await done('dialog')
  await hands.press(dialog.getByRole('button', { name: '一次性告知补正' }))
  await page.getByText('已办理：一次性告知补正').waitFor()
  await page.getByText('等申请人办理').first().waitFor()
  await page.getByText(`${gap.problem}（2）`).first().waitFor()
  await done('asked')
}

/** Whoever leads the office gives a task to a colleague. */
export async function reassign(run: Run): Promise<void> {
  const one = await applied(run.city, 'citizen')
  await acted(run.city, 'window', one, 'accept')
  const { page, hands, done } = await atDesk(run, 'market-approver')
  await hands.press(page.getByRole('button', { name: '本单位全部' }))
  await hands.write(page.getByRole('searchbox', { name: /查找/ }), one.number)
  const row = page.getByRole('row').filter({ hasText: one.number })
  await page.getByText(/^显示 1 件|^共 1 件/).waitFor()
  await hands.press(row.getByRole('checkbox'))
  await done('chosen')
  await hands.press(page.getByRole('button', { name: '改派', exact: true }))
  const dialog = page.getByRole('dialog', { name: '改派 1 件' })
  await dialog.getByText(/^冯志坚/).waitFor()
  await hands.answer(dialog.getByRole('group', { name: '改派给' }), await dialog.getByText(/^冯志坚/).innerText())
  await hands.write(dialog.getByRole('textbox', { name: /改派理由/ }), '手头的件少一些')
  await done('dialog')
  await hands.press(dialog.getByRole('button', { name: '改派', exact: true }))
  await page.getByText('已把 1 件改派给冯志坚').waitFor()
  await row.filter({ hasText: '冯志坚' }).waitFor()
  await done('reassigned')
}

/** The list of persons, as a steward comes to it. */
async function persons(run: Run): Promise<Person> {
  const steward = await atDesk(run, 'population')
  const { page, hands } = steward
  await hands.press(page.getByRole('link', { name: /^登记库/ }))
  await page.getByRole('heading', { level: 1, name: '登记库' }).waitFor()
  await steward.done('registers')
  await hands.press(page.getByRole('main').getByRole('link', { name: /^自然人/ }))
  await page.getByRole('heading', { level: 1, name: '自然人' }).waitFor()
  return steward
}

/** Somebody's name was changed. */
async function renamed({ city }: Run, name: string): Promise<string> {
  const steward = await city.as('population')
  const [person] = (await steward.get('/api/registers/population.person?limit=1')).body.items
  const answer = await steward.patch(`/api/registers/population.person/${person.id}`, { version: person.version, changes: { name } })
  expect(answer.status).toBe(200)
  return person.name
}

/** Finds who changed the name of somebody, from what to what, and when. */
export async function findWhoChanged(run: Run): Promise<void> {
  const name = `欧阳${run.mark}`
  const before = await renamed(run, name)
  const { page, hands, done } = await persons(run)
  await hands.write(page.getByRole('combobox', { name: /查找/ }), name)
  const found = page.getByRole('table', { name: '自然人' }).getByRole('link', { name })
  await found.waitFor()
  await done('list')
  await hands.press(found)
  await page.getByRole('heading', { level: 1, name }).waitFor()
  await hands.press(page.getByRole('button', { name: '谁改过“姓名”' }))
  const change = page.getByRole('list', { name: '变更历史' }).getByRole('listitem').filter({ hasText: name })
  await change.getByRole('deletion').filter({ hasText: before }).waitFor()
  await change.getByRole('insertion').filter({ hasText: name }).waitFor()
  await change.getByText(/人口信息专员 罗静文/).waitFor()
  await done('who')
}

/** Takes a list away as a file, for a reason. */
export async function exportList(run: Run): Promise<void> {
  const name = `司徒${run.mark}`
  await renamed(run, name)
  const { page, hands, done } = await persons(run)
  await hands.write(page.getByRole('combobox', { name: /查找/ }), name)
  await page.getByRole('table', { name: '自然人' }).getByRole('link', { name }).waitFor()
  await hands.press(page.getByRole('button', { name: '导出', exact: true }))
  const dialog = page.getByRole('dialog', { name: '导出：自然人' })
  const go = dialog.getByRole('button', { name: '导出', exact: true })
  await hands.press(go)
  await dialog.getByText('请说明用途，至少 4 个字').waitFor()
  await hands.write(dialog.getByRole('textbox', { name: '导出用途' }), '年度核对名册')
  await done('dialog')
  const coming = page.waitForEvent('download')
  await hands.press(go)
  const file = await coming
  await page.getByText('已导出 1 条').waitFor()
  await done('exported')
  expect(file.suggestedFilename()).toMatch(/自然人.*\.csv$/)
  const text = await readFile(await file.path(), 'utf8')
  // Without the mark a spreadsheet takes the characters for something else.
  expect(text.startsWith('\uFEFF姓名,')).toBe(true)
  const [, ...rows] = text.trimEnd().split(/\r?\n/)
  expect(rows).toHaveLength(1)
  expect(rows[0]).toMatch(new RegExp(`^"?${name}`))
}
