import type { Locator, Page } from 'playwright-core'
import type { Paper } from './papers.ts'

/** More presses than any page needs: whatever is not met by then can't be reached. */
const farAway = 120

const hasFocus = (target: Locator) => target.evaluate((one) => one === document.activeElement)

/** Presses Tab until the focus is there. */
export async function tabTo(page: Page, target: Locator): Promise<void> {
  await target.waitFor()
  for (let presses = 0; presses < farAway; presses++) {
    if (await hasFocus(target)) return
    await page.keyboard.press('Tab')
  }
  throw new Error(`${target} can't be reached with Tab`)
}

/** Goes to a link or button and presses it. */
export async function press(page: Page, target: Locator, key: 'Enter' | 'Space' = 'Enter'): Promise<void> {
  await tabTo(page, target)
  await page.keyboard.press(key)
}

/** Goes to a box and types. */
export async function type(page: Page, target: Locator, words: string | number): Promise<void> {
  await tabTo(page, target)
  await page.keyboard.type(String(words))
}

/** Answers with the arrows a question of which one answer is right, or ticks with Space where several may be. */
export async function answer(page: Page, question: Locator, wanted: string): Promise<void> {
  const target = question.getByLabel(wanted, { exact: true })
  if ((await target.getAttribute('type')) === 'checkbox') return press(page, target, 'Space')
  await tabTo(page, question.getByRole('radio').first())
  await page.keyboard.press('Space')
  for (let presses = 0; presses < farAway && !(await target.isChecked()); presses++) await page.keyboard.press('ArrowDown')
}

/** Goes through a list with the arrow until it says what is wanted. */
export async function pick(page: Page, list: Locator, wanted: string): Promise<void> {
  await tabTo(page, list)
  const said = () => list.evaluate((one: HTMLSelectElement) => one.selectedOptions[0]?.text)
  for (let presses = 0; (await said()) !== wanted; presses++) {
    if (presses === farAway) throw new Error(`${list} doesn’t offer ${wanted}`)
    await page.keyboard.press('ArrowDown')
  }
}

/** Opens the dialog of the machine for files, and gives one. */
export async function give(page: Page, box: Locator, paper: Paper): Promise<void> {
  await tabTo(page, box)
  const asked = page.waitForEvent('filechooser')
  await page.keyboard.press('Enter')
  await (await asked).setFiles(paper)
  await page.getByRole('link', { name: paper.name }).waitFor()
}
