import { attributesOf, choiceOf, cookiesOf, type Choice } from '../theme/choice.ts'

const lightOfDevice = () =>
  matchMedia('(prefers-contrast: more)').matches ? 'contrast' : matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light'

/** Shows a choice of how to read at once; another language is another page, so it is loaded. */
export function enhanceReader(): void {
  document.querySelector<HTMLFormElement>('form.reader')?.addEventListener('submit', (event) => {
    const button = event.submitter as HTMLButtonElement | null
    if (!button || button.name === 'lang') return
    event.preventDefault()
    for (const cookie of cookiesOf({ [button.name]: button.value } as Partial<Choice>)) document.cookie = cookie
    const attributes = attributesOf(choiceOf(document.cookie), 'hall')
    if (attributes['data-look'] === 'auto') attributes['data-look'] = lightOfDevice()
    for (const [name, value] of Object.entries(attributes)) document.documentElement.setAttribute(name, value)
    if (button.name === 'size') {
      button.value = button.value === 'large' ? 'normal' : 'large'
      button.setAttribute('aria-pressed', String(button.value === 'normal'))
    } else
      for (const one of document.querySelectorAll(`form.reader button[name=${button.name}]`))
        one.setAttribute('aria-pressed', String(one === button))
  })
}

/** Menus shut when somebody presses elsewhere or Escape. */
export function enhanceMenus(): void {
  const open = () => document.querySelector<HTMLDetailsElement>('details.menu[open]')
  document.addEventListener('click', (event) => {
    const menu = open()
    if (menu && !menu.contains(event.target as Node)) menu.open = false
  })
  document.addEventListener('keydown', (event) => {
    const menu = open()
    if (event.key !== 'Escape' || !menu) return
    menu.open = false
    menu.querySelector('summary')?.focus()
  })
}
