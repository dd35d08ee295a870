import { useEffect, useRef } from 'react'

const writing = (target: EventTarget | null) =>
  target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
/** A box to tick is no place to write. */
const ticking = (target: EventTarget | null) => target instanceof HTMLInputElement && target.type === 'checkbox'

/** Single keys that do something on this page: not while somebody writes, nor with another key held, nor behind a dialog. */
export function useKeys(keys: Readonly<Record<string, () => void>>): void {
  const now = useRef(keys)
  useEffect(() => {
    now.current = keys
  })
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      const act = now.current[event.key]
      if (!act || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return
      if ((writing(event.target) && !ticking(event.target)) || document.querySelector('dialog[open]')) return
      event.preventDefault()
      act()
    }
    document.addEventListener('keydown', pressed)
    return () => document.removeEventListener('keydown', pressed)
  }, [])
}
