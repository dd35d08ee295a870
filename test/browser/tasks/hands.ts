import type { Locator, Page } from 'playwright-core'
import type { Paper } from '../papers.ts'
import { reach, type Way } from './reach.ts'

/** How somebody works a page: everything is found by what is said of it, and done with one means alone. */
export interface Hands {
  /** Presses a link, a button, a tab, or ticks a box. */
  press(target: Locator): Promise<void>
  /** Writes over what a box holds. */
  write(box: Locator, words: string): Promise<void>
  /** Gives an answer to a question whose answers are all in sight. */
  answer(question: Locator, wanted: string): Promise<void>
  /** Picks one line of a list of the browser's own. */
  pick(list: Locator, wanted: string): Promise<void>
  /** Gives a file where `label` asks for it; `place` is what stands around it. */
  give(place: Locator, label: string, paper: Paper): Promise<void>
  /** Says a day, YYYY-MM-DD. */
  day(box: Locator, day: string): Promise<void>
  /** Closes a dialog without doing what it asks. */
  close(dialog: Locator): Promise<void>
}

/** Means by which a task is done. */
export type Means = 'mouse' | 'keyboard'

/** With a mouse: presses land on what is in sight at that place, so whatever is covered can't be pressed. Words are typed once a box was pressed. */
function mouse(page: Page): Hands {
  const write = async (box: Locator, words: string) => {
    await box.click()
    await page.keyboard.press('ControlOrMeta+A')
    await page.keyboard.type(words)
  }
  return {
    press: (target) => target.click(),
    write,
    answer: (question, wanted) => question.getByText(wanted, { exact: true }).click(),
    // The list that the browser opens is no part of the page and can't be pointed at from here.
    pick: async (list, wanted) => void (await list.selectOption({ label: wanted })),
    async give(place, label, paper) {
      const box = place.getByLabel(label, { exact: true })
      const shown = place.getByText(/^(选择文件|更换文件)$/)
      const asked = page.waitForEvent('filechooser')
      await ((await shown.count()) === 1 ? shown : box).click()
      await (await asked).setFiles(paper)
    },
    async day(box, day) {
      await box.click()
      const cell = page
        .getByRole('cell', { name: day })
        .or(page.getByTitle(day, { exact: true }))
        .first()
      // The calendar opens at this month.
      for (let month = 0; month < 3 && !(await cell.isVisible()); month++)
        await page
          .getByRole('button', { name: /下个月|下一?月/ })
          .filter({ visible: true })
          .first()
          .click()
      await cell.click()
    },
    close: (dialog) => dialog.getByRole('button', { name: '关闭' }).click(),
  }
}

/** With keys alone: the focus is led there with Tab and Shift-Tab, and must be seen wherever it stops. */
function keyboard(page: Page, way: Way): Hands {
  const to = (target: Locator) => reach(page, target, way)
  const press = async (target: Locator) => {
    await to(target)
    const ticks = (await target.getAttribute('type')) === 'checkbox'
    await page.keyboard.press(ticks ? 'Space' : 'Enter')
  }
  return {
    press,
    async write(box, words) {
      await to(box)
      await page.keyboard.press('ControlOrMeta+A')
      await page.keyboard.type(words)
    },
    async answer(question, wanted) {
      const target = question.getByLabel(wanted, { exact: true })
      if ((await target.getAttribute('type')) === 'checkbox') return press(target)
      const chosen = question.getByRole('radio', { checked: true })
      await to((await chosen.count()) > 0 ? chosen : question.getByRole('radio').first())
      await page.keyboard.press('Space')
      const answers = await question.getByRole('radio').count()
      for (let presses = 0; presses < answers && !(await target.isChecked()); presses++) await page.keyboard.press('ArrowDown')
      if (!(await target.isChecked())) throw new Error(`${target} can't be chosen with the arrows`)
    },
    async pick(list, wanted) {
      await to(list)
      const said = () => list.evaluate((one: HTMLSelectElement) => one.selectedOptions[0]?.text)
      const lines = await list.getByRole('option').count()
      for (let presses = 0; presses < lines && (await said()) !== wanted; presses++) await page.keyboard.press('ArrowDown')
      if ((await said()) !== wanted) throw new Error(`${wanted} can't be picked with the arrows`)
    },
    async give(place, label, paper) {
      await to(place.getByLabel(label, { exact: true }))
      const asked = page.waitForEvent('filechooser')
      await page.keyboard.press('Enter')
      await (await asked).setFiles(paper)
    },
    async day(box, day) {
      await to(box)
      await page.keyboard.type(day)
      await page.keyboard.press('Enter')
      if ((await box.inputValue()) !== day) throw new Error(`${day} was typed, and the box says ${await box.inputValue()}`)
    },
    async close(dialog) {
      await page.keyboard.press('Escape')
      await dialog.waitFor({ state: 'detached' })
    },
  }
}

/** The hands of somebody at a page; `way` keeps what the keyboard met. */
export const handsOf = (means: Means, page: Page, way: Way): Hands => (means === 'mouse' ? mouse(page) : keyboard(page, way))
