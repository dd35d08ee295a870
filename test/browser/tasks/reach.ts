import type { Locator, Page } from 'playwright-core'

/** What the keyboard met on its way: how far things were, and where the focus could not be seen. */
export interface Way {
  /** Presses of Tab and Shift-Tab in all. */
  presses: number
  /** The longest way to one thing, and which. */
  longest: { presses: number; to: string }
  faults: Set<string>
  /** Nothing was done since the page was loaded, so the focus may still be nowhere. */
  fresh: boolean
}

export const newWay = (): Way => ({ presses: 0, longest: { presses: 0, to: '' }, faults: new Set(), fresh: true })

/** More presses than somebody puts up with on the way from one thing to the next. */
const mostPresses = 60

/**
 * Where the focus is now, seen from a target: there, before it or behind it in the order of the page; and what is wrong with how the focus shows.
 * Runs in the page.
 */
function look(target: Element): { there: boolean; behind: boolean; fault: string | null } {
  const now = document.activeElement
  const there = now === target
  const behind = now !== null && (now.compareDocumentPosition(target) & Node.DOCUMENT_POSITION_PRECEDING) !== 0
  // The content, or its heading, takes the focus without a ring when one comes to it: nothing can be done with either.
  if (!now || now === document.body || now.tagName === 'MAIN' || now.tagName === 'H1') return { there, behind, fault: null }
  const name = `${now.tagName.toLowerCase()} "${(now.getAttribute('aria-label') ?? now.textContent ?? '').trim().slice(0, 30)}"`
  const label = now.closest('label') ?? (now.id ? document.querySelector(`label[for="${CSS.escape(now.id)}"]`) : null)
  // What a ring may stand around: the thing itself, what it is drawn with, or what it is drawn in.
  const drawn = [now, now.parentElement, now.parentElement?.parentElement, label, ...(label?.querySelectorAll('*') ?? [])].filter(
    (one) => one instanceof HTMLElement,
  )
  const ringed = drawn.some((one) => {
    const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(one)
    return (
      (outlineStyle !== 'none' && parseFloat(outlineWidth) > 0) || (one.matches(':focus-within') && one !== now && boxShadow !== 'none')
    )
  })
  if (!ringed) return { there, behind, fault: `${name} has the focus and doesn't show it` }
  const box = (label && now.getBoundingClientRect().width < 4 ? label : now).getBoundingClientRect()
  const inside = 3
  const points = [
    [(box.left + box.right) / 2, (box.top + box.bottom) / 2],
    [box.left + inside, box.top + inside],
    [box.right - inside, box.top + inside],
    [box.left + inside, box.bottom - inside],
    [box.right - inside, box.bottom - inside],
  ] as const
  const shown = points.some(([x, y]) => {
    const top = document.elementFromPoint(x, y)
    return (
      top !== null &&
      drawn.some((one) => one === top || one.contains(top) || (top.contains(one) && getComputedStyle(top).position === 'static'))
    )
  })
  return { there, behind, fault: shown ? null : `${name} has the focus and is out of sight or covered` }
}

/**
 * Leads the focus to a target with Tab, or with Shift-Tab when it lies behind, as somebody who sees the page would.
 * @throws Error when it can't be reached, or only on a way that nobody goes
 */
export async function reach(page: Page, target: Locator, way: Way): Promise<void> {
  await target.waitFor()
  let key: 'Tab' | 'Shift+Tab' | undefined
  for (let presses = 0; presses <= mostPresses; presses++) {
    const { there, behind, fault } = await target.evaluate(look)
    // Where the focus already was, the page may have been scrolled since, to show what was asked for.
    if (fault && presses > 0) way.faults.add(fault)
    if (there) {
      way.fresh = false
      if (presses > way.longest.presses) way.longest = { presses, to: String(target) }
      return
    }
    key ??= behind ? 'Shift+Tab' : 'Tab'
    await page.keyboard.press(key)
    way.presses++
  }
  throw new Error(`${target} is more than ${mostPresses} presses of ${key} away`)
}
