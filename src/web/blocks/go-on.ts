/** What was pressed is gone and the focus with it: whoever works by keyboard goes on from the title of the page. */
export function goOnFromTitle(): void {
  if (document.activeElement === document.body) document.querySelector<HTMLElement>('main h1')?.focus({ preventScroll: true })
}
