interface Suggestion {
  words: string
  matter: string | null
}

const waitFor = 120

const inEnglish = () => document.documentElement.lang === 'en'
/** Who reads English is offered what is in English. */
const readable = ({ words }: Suggestion) => !inEnglish() || !/\p{Script=Han}/u.test(words)

/** A list under the box, by the pattern of a combobox (WAI-ARIA APG): arrows point, Enter takes, Escape shuts. */
function suggestAt(box: HTMLInputElement, address: string): void {
  const list = document.createElement('ul')
  list.id = `${box.id}-suggestions`
  list.className = 'search-list'
  list.setAttribute('role', 'listbox')
  list.setAttribute('aria-label', box.labels?.[0]?.textContent ?? '')
  list.hidden = true
  box.form!.append(list)
  for (const [name, value] of Object.entries({
    role: 'combobox',
    'aria-autocomplete': 'list',
    'aria-controls': list.id,
    'aria-expanded': 'false',
  }))
    box.setAttribute(name, value)
  const known = new Map<string, Suggestion[]>()
  let offered: Suggestion[] = []
  let at = -1
  let turn = 0
  let timer: ReturnType<typeof setTimeout> | undefined

  const shut = () => {
    list.hidden = true
    at = -1
    box.setAttribute('aria-expanded', 'false')
    box.removeAttribute('aria-activedescendant')
  }
  const take = ({ words, matter }: Suggestion) => {
    shut()
    if (matter) location.assign(`/matters/${encodeURIComponent(matter)}`)
    else {
      box.value = words
      box.form?.requestSubmit()
    }
  }
  const point = (to: number) => {
    const items = [...list.children] as HTMLElement[]
    items[at]?.setAttribute('aria-selected', 'false')
    at = (to + items.length) % items.length
    items[at]!.setAttribute('aria-selected', 'true')
    items[at]!.scrollIntoView({ block: 'nearest' })
    box.setAttribute('aria-activedescendant', items[at]!.id)
  }
  const show = (suggestions: Suggestion[]) => {
    offered = suggestions
    shut()
    list.replaceChildren(
      ...suggestions.map((suggestion, index) => {
        const item = document.createElement('li')
        item.id = `${list.id}-${index}`
        item.setAttribute('role', 'option')
        item.setAttribute('aria-selected', 'false')
        item.textContent = suggestion.words
        if (suggestion.matter) item.className = 'search-matter'
        // Before the box loses the focus, which would shut the list.
        item.addEventListener('pointerdown', (event) => {
          event.preventDefault()
          take(suggestion)
        })
        return item
      }),
    )
    if (suggestions.length === 0) return
    list.hidden = false
    box.setAttribute('aria-expanded', 'true')
  }
  const ask = async (words: string) => {
    const mine = ++turn
    let found = known.get(words)
    if (!found) {
      const headers = { 'accept-language': inEnglish() ? 'en' : 'zh' }
      const answer = await fetch(`${address}?q=${encodeURIComponent(words)}`, { headers }).catch(() => undefined)
      if (!answer?.ok) return
      found = ((await answer.json()) as { items: Suggestion[] }).items.filter(readable)
      known.set(words, found)
    }
    // An answer that was overtaken by what was written since is of no use.
    if (mine === turn && document.activeElement === box) show(found)
  }
  box.addEventListener('input', (event) => {
    clearTimeout(timer)
    const words = box.value.trim()
    if (words === '') {
      turn++
      show([])
    } else if (!(event as InputEvent).isComposing) timer = setTimeout(() => void ask(words), waitFor)
  })
  box.addEventListener('compositionend', () => void ask(box.value.trim()))
  box.addEventListener('blur', shut)
  box.addEventListener('keydown', (event) => {
    if (event.isComposing) return
    if ((event.key === 'ArrowDown' || event.key === 'ArrowUp') && offered.length > 0) {
      event.preventDefault()
      if (list.hidden) show(offered)
      point(event.key === 'ArrowDown' ? at + 1 : at < 0 ? -1 : at - 1)
    } else if (event.key === 'Escape' && !list.hidden) {
      event.preventDefault()
      shut()
    } else if (event.key === 'Enter' && at >= 0) {
      event.preventDefault()
      take(offered[at]!)
    }
  })
}

/** Offers what may be meant while somebody writes in a box that names where to ask. */
export function enhanceSuggestions(): void {
  for (const box of document.querySelectorAll<HTMLInputElement>('input[data-suggest]')) suggestAt(box, box.dataset.suggest!)
}
