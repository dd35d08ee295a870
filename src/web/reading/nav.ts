import type { NavItem } from '../shell/view.ts'
import { useText } from '../texts.ts'
import { readingTexts } from './texts.ts'

/** Where one can go in the hall; the same on pages of the server and of the browser. */
export function useHallNav(): NavItem[] {
  const t = useText(readingTexts)
  return [
    { to: '/', label: t.home, icon: 'home', exact: true },
    { to: '/life', label: t.life, icon: 'people' },
    { to: '/near', label: t.near, icon: 'place' },
    { to: '/me', label: t.mine, icon: 'person' },
    { to: '/verify', label: t.verify, icon: 'verify' },
    { to: '/help', label: t.help, icon: 'help' },
  ]
}
