import { useEffect, useRef, type KeyboardEvent, type ReactNode } from 'react'
import { Icon, type IconName } from './icon.tsx'

/** What can be pointed at in an open menu. */
const itemsOf = (menu: HTMLElement) =>
  [...menu.querySelectorAll<HTMLElement>('.menu-list :is(a[href], button:not(:disabled))')].filter((one) => one.offsetParent !== null)

/** Where the arrow keys lead from the item that has the focus. */
function stepped(items: readonly HTMLElement[], key: string): HTMLElement | undefined {
  const at = items.indexOf(document.activeElement as HTMLElement)
  if (key === 'ArrowDown') return items[(at + 1) % items.length]
  if (key === 'ArrowUp') return items[(at <= 0 ? items.length : at) - 1]
  if (key === 'Home') return items[0]
  return key === 'End' ? items.at(-1) : undefined
}

/**
 * A button that unfolds a list of links and buttons (`menu-item`). It is a `details`, so it opens without scripts; with them the arrow keys
 * move in it, Escape closes it and gives the focus back, and so does pressing elsewhere. `closes` shuts it after something in it was pressed.
 */
export function MenuButton({
  label,
  icon,
  hideLabel = false,
  closes = true,
  className = 'button',
  children,
}: {
  label: string
  icon?: IconName
  hideLabel?: boolean
  closes?: boolean
  className?: string
  children: ReactNode
}) {
  const menu = useRef<HTMLDetailsElement>(null)
  const shut = (focus: boolean) => {
    if (!menu.current?.open) return
    menu.current.open = false
    if (focus) menu.current.querySelector('summary')?.focus()
  }
  useEffect(() => {
    const elsewhere = (event: Event) => {
      if (event.target instanceof Node && !menu.current?.contains(event.target)) shut(false)
    }
    document.addEventListener('pointerdown', elsewhere)
    document.addEventListener('focusin', elsewhere)
    return () => {
      document.removeEventListener('pointerdown', elsewhere)
      document.removeEventListener('focusin', elsewhere)
    }
  }, [])
  const onKeyDown = (event: KeyboardEvent<HTMLDetailsElement>) => {
    if (event.key === 'Escape' && menu.current?.open) {
      event.stopPropagation()
      event.preventDefault()
      shut(true)
      return
    }
    if (!['ArrowDown', 'ArrowUp', 'Home', 'End'].includes(event.key) || !menu.current) return
    event.preventDefault()
    menu.current.open = true
    stepped(itemsOf(menu.current), event.key)?.focus()
  }
  return (
    <details ref={menu} className="menu" onKeyDown={onKeyDown}>
      <summary className={className}>
        {icon && <Icon name={icon} />}
        <span className={hideLabel ? 'unseen' : undefined}>{label}</span>
        {!hideLabel && <Icon name="down" size={0.9} />}
      </summary>
      <div
        className="menu-list"
        onClick={(event) => {
          if (closes && event.target instanceof Element && event.target.closest('.menu-item')) shut(true)
        }}
      >
        {children}
      </div>
    </details>
  )
}
