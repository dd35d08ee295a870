import { useId, useRef, type KeyboardEvent, type ReactNode } from 'react'

export interface Tab {
  key: string
  label: string
  count?: number
}

/** Parts of one thing of which one is in sight. Arrow keys, Home and End move between the tabs; Tab goes into the part. */
export function Tabs({
  label,
  tabs,
  open,
  onOpen,
  children,
}: {
  label: string
  tabs: readonly Tab[]
  open: string
  onOpen: (key: string) => void
  children: ReactNode
}) {
  const id = useId()
  const list = useRef<HTMLDivElement>(null)
  const onKeyDown = (event: KeyboardEvent) => {
    const at = tabs.findIndex(({ key }) => key === open)
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: tabs.length - 1 }[event.key]
    const tab = to === undefined ? undefined : tabs.at(to % tabs.length)
    if (!tab) return
    event.preventDefault()
    onOpen(tab.key)
    list.current?.querySelector<HTMLElement>(`[data-tab="${CSS.escape(tab.key)}"]`)?.focus()
  }
  return (
    <div className="tabs">
      <div ref={list} className="tab-list" role="tablist" aria-label={label} onKeyDown={onKeyDown}>
        {tabs.map(({ key, label: name, count }) => (
          <button
            key={key}
            type="button"
            role="tab"
            id={`${id}-${key}`}
            data-tab={key}
            aria-selected={key === open}
            aria-controls={`${id}-panel`}
            tabIndex={key === open ? 0 : -1}
            onClick={() => onOpen(key)}
          >
            {name}
            {count !== undefined && <span className="view-count number">{count}</span>}
          </button>
        ))}
      </div>
      <div role="tabpanel" id={`${id}-panel`} aria-labelledby={`${id}-${open}`} tabIndex={0} className="tab-panel">
        {children}
      </div>
    </div>
  )
}
