declare global {
  interface Window {
    /** What was pressed, ticked or written in before the page's own script was there; kept by the script in the page's head. */
    early?: unknown[]
  }
}

/** Writes words into a box without React taking them for known, so that the event after it counts as somebody's. */
function writeAgain(box: HTMLInputElement, words: string): void {
  box.value = ''
  Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')!.set!.call(box, words)
  box.dispatchEvent(new Event('input', { bubbles: true }))
}

function tickAgain(box: HTMLInputElement, ticked: boolean): void {
  if (ticked === box.defaultChecked) return
  box.checked = box.defaultChecked
  box.click()
}

/** How a control was left; React sets its boxes back as soon as anything else on the page changes. */
function keptOf(target: unknown): (() => void) | undefined {
  if (!(target instanceof Element)) return undefined
  if (!(target instanceof HTMLInputElement)) {
    const button = target.closest('button')
    return () => button?.click()
  }
  const { type, value, checked } = target
  return type === 'checkbox' ? () => tickAgain(target, checked) : () => writeAgain(target, value)
}

/** By then what was done before is drawn, as it would have been for a hand. */
const nextTurn = () => new Promise((done) => setTimeout(done))

/** Does again what was done while nobody listened, once the page is taken over: boxes as they were left, buttons in their turn. */
export async function doEarly(): Promise<void> {
  const targets = window.early?.splice(0) ?? []
  const done = targets.filter((target, at) => !(target instanceof HTMLInputElement) || targets.indexOf(target) === at).map(keptOf)
  for (const again of done) {
    await nextTurn()
    again?.()
  }
}
