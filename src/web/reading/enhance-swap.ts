const typingFor = 500

/** Puts the children of a fresh form into the one at hand, part by part: a part that is there stays as it is, with what was written in it. */
function mend(form: HTMLFormElement, fresh: HTMLFormElement): void {
  const parts = (of: HTMLFormElement) => [...of.children] as HTMLElement[]
  const kept = new Map(parts(form).flatMap((part) => (part.dataset.keep ? [[part.dataset.keep, part] as const] : [])))
  let last: Element | null = null
  for (const part of parts(fresh)) {
    const key = part.dataset.keep
    const before = key ? kept.get(key) : undefined
    if (key) kept.delete(key)
    // A list of places changes with the county; everything else that is asked stays.
    const same =
      before && (before.contains(document.activeElement) || !before.querySelector('select') || before.innerHTML === part.innerHTML)
    const wanted: Element = !key ? (parts(form).find((one) => one.outerHTML === part.outerHTML) ?? part) : same ? before : part
    if (before && !same) before.replaceWith(part)
    const place: Element | null = last ? last.nextElementSibling : form.firstElementChild
    if (place !== wanted) form.insertBefore(wanted, place)
    last = wanted
  }
  for (const gone of kept.values()) gone.remove()
  while (last?.nextElementSibling) last.nextElementSibling.remove()
}

/** The address of a form as it is filled in; empty answers are left out. */
function addressOf(form: HTMLFormElement): string {
  const query = new URLSearchParams()
  for (const [name, value] of new FormData(form))
    if (typeof value === 'string' && (value !== '' || name === 'region')) query.append(name, value)
  return `${form.getAttribute('action') ?? location.pathname}?${query.toString()}`
}

function swapAt(form: HTMLFormElement): void {
  const targets = form.dataset.swapBy!.split(',').map((selector) => selector.trim())
  const posts = form.method === 'post'
  let under: AbortController | undefined
  let timer: ReturnType<typeof setTimeout> | undefined

  const swap = (fresh: Document) => {
    for (const selector of targets) {
      const before = document.querySelector(selector)
      const after = fresh.querySelector(selector)
      if (before && after && before.innerHTML !== after.innerHTML) before.replaceChildren(...after.childNodes)
    }
    const freshForm = fresh.querySelector<HTMLFormElement>(`form[data-swap-by="${form.dataset.swapBy}"]`)
    if (freshForm && !posts) mend(form, freshForm)
  }
  const update = async () => {
    under?.abort()
    under = new AbortController()
    const address = posts ? form.action : addressOf(form)
    const first = document.querySelector(targets[0]!)
    first?.setAttribute('aria-busy', 'true')
    try {
      const answer = await fetch(address, {
        headers: { accept: 'text/html' },
        signal: under.signal,
        ...(posts ? { method: 'POST', body: new FormData(form) } : {}),
      })
      swap(new DOMParser().parseFromString(await answer.text(), 'text/html'))
      if (!posts) history.replaceState(null, '', address)
      else document.querySelector(targets[0]!)?.scrollIntoView({ block: 'nearest' })
    } catch (error) {
      // What was overtaken doesn't matter; without a network the form goes the plain way, and the browser says what is wrong.
      if ((error as Error).name !== 'AbortError') form.submit()
    } finally {
      first?.setAttribute('aria-busy', 'false')
    }
  }
  form.addEventListener('change', () => {
    clearTimeout(timer)
    if (!posts || form.dataset.atOnce !== undefined) void update()
  })
  form.addEventListener('input', (event) => {
    if (posts || !(event.target instanceof HTMLInputElement) || event.target.type !== 'text') return
    clearTimeout(timer)
    timer = setTimeout(() => void update(), typingFor)
  })
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    clearTimeout(timer)
    void update()
  })
}

/** Forms whose answers change in place: what was asked stays, what follows from it is put in anew. */
export function enhanceSwaps(): void {
  for (const form of document.querySelectorAll<HTMLFormElement>('form[data-swap-by]')) swapAt(form)
}
