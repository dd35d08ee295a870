import { readFile } from 'node:fs/promises'
import type { Locator, Page } from 'playwright-core'
import type { Paper } from './papers.ts'

/** Exactly this label, with or without the mark of an optional question. */
const labelled = (label: string) => new RegExp(`^${label.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')}(（选填）)?$`)

/** Writes into the box with this label. */
export const write = (where: Page | Locator, label: string, words: string | number) =>
  where.getByRole('textbox', { name: labelled(label) }).fill(String(words))

/** Chooses answers to a question whose answers are all in sight. */
export async function choose(where: Page | Locator, question: string, ...answers: string[]): Promise<void> {
  const group = where.getByRole('group', { name: labelled(question) })
  for (const answer of answers) await group.getByLabel(answer, { exact: true }).check()
}

/** Types a day as it is spoken of, and leaves the box. */
export async function writeDay(where: Page | Locator, label: string, day: string): Promise<void> {
  const box = where.getByRole('textbox', { name: labelled(label) })
  await box.fill(day)
  await box.press('Enter')
}

/** Points at a day in the calendar that opens at the box. */
export async function pointAtDay(where: Page | Locator, label: string, day: string): Promise<void> {
  await where.getByRole('textbox', { name: labelled(label) }).click()
  await where.getByTitle(day, { exact: true }).click()
}

/** Signs in with what the sign-in page asks for. */
export async function signIn(page: Page, account: string): Promise<void> {
  await page.getByLabel('账号', { exact: true }).fill(account)
  await page.getByLabel('密码', { exact: true }).fill(`chengshu-${account}`)
  await page.getByRole('button', { name: '登录', exact: true }).click()
}

/** Gives a paper under the name of the material that is asked for. */
export async function upload(where: Page | Locator, material: string, paper: Paper): Promise<void> {
  await where.getByLabel(`上传${material}`, { exact: true }).setInputFiles(paper)
  await where.getByRole('link', { name: paper.name }).waitFor()
}

/** An officer does an act of a task: fills what the dialog asks for, and waits until the page says that it is done. */
export async function act(page: Page, task: string, label: string, fill?: (dialog: Locator) => Promise<void>): Promise<void> {
  await page
    .getByRole('listitem')
    .filter({ has: page.getByRole('heading', { name: task, exact: true }) })
    .getByRole('button', { name: label, exact: true })
    .click()
  const dialog = page.getByRole('dialog', { name: label })
  await fill?.(dialog)
  await dialog.getByRole('button', { name: label, exact: true }).click()
  await page.getByText(`已办理：${label}`).waitFor()
  await dialog.waitFor({ state: 'detached' })
}

/** The bytes of what a link gives. */
export async function download(page: Page, link: Locator): Promise<Buffer> {
  const coming = page.waitForEvent('download')
  await link.click({ modifiers: ['Alt'] })
  return readFile(await (await coming).path())
}
