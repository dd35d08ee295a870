import { useSyncExternalStore } from 'react'

const names = ['data-look', 'data-size', 'data-face'] as const

const watch = (changed: () => void) => {
  const observer = new MutationObserver(changed)
  observer.observe(document.documentElement, { attributes: true, attributeFilter: [...names] })
  return () => observer.disconnect()
}
const now = () => names.map((name) => document.documentElement.getAttribute(name)).join(' ')

/** Look, size and face as the root element wears them: changes when tokens have other values, for whoever must read those by script. Null on a server. */
export const usePainted = (): string | null => useSyncExternalStore(watch, now, () => null)
