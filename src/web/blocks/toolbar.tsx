import { useEffect, useId, useRef, useState, type ReactNode } from 'react'
import { useText } from '../texts.ts'
import { Button } from './button.tsx'
import { goOnFromTitle } from './go-on.ts'
import { Icon } from './icon.tsx'
import { blockTexts } from './texts.ts'

/** Acts on what is below, in a line: searching at the start, doing at the end. */
export const Toolbar = ({ label, children, end }: { label: string; children?: ReactNode; end?: ReactNode }) => (
  <div className="toolbar" role="group" aria-label={label}>
    <div className="row">{children}</div>
    {end && <div className="row">{end}</div>}
  </div>
)

/** What can be done with the chosen rows; says how many, and stays in sight while one scrolls. Renders nothing for none. */
export function SelectionBar({ count, onClear, children }: { count: number; onClear: () => void; children: ReactNode }) {
  const t = useText(blockTexts)
  const shown = useRef(false)
  useEffect(() => {
    if (shown.current && count === 0) goOnFromTitle()
    shown.current = count > 0
  }, [count])
  return (
    <>
      <p className="unseen" role="status">
        {count > 0 ? t.chosen(count) : ''}
      </p>
      {count > 0 && (
        <div className="selection" role="group" aria-label={t.withChosen}>
          <b>{t.chosen(count)}</b>
          <div className="row">{children}</div>
          <Button look="quiet" onClick={onClear}>
            {t.clearChosen}
          </Button>
        </div>
      )}
    </>
  )
}

/** One filter that is set. */
export interface Chip {
  key: string
  label: string
  value: string
  onRemove: () => void
}

/**
 * Filters behind one line, and those that are set as chips that can be taken away one by one. The filters are made when somebody first opens
 * them: their controls are the heaviest of a list's page, and most people never look.
 */
export function FilterBar({
  chips,
  onClear,
  children,
  open = false,
}: {
  chips: readonly Chip[]
  onClear: () => void
  children: ReactNode
  open?: boolean
}) {
  const t = useText(blockTexts)
  const id = useId()
  const [made, setMade] = useState(open)
  return (
    <div className="filter-bar">
      <details
        className="filters"
        open={open}
        onToggle={(event) => {
          if (event.currentTarget.open) setMade(true)
        }}
      >
        <summary>
          <Icon name="filter" /> {t.filters}
          {chips.length > 0 && <span className="filters-count number">{chips.length}</span>}
        </summary>
        <div className="filters-all">{made && children}</div>
      </details>
      {chips.length > 0 && (
        <div className="row">
          <ul className="chips" aria-label={t.filtersSet} id={id}>
            {chips.map(({ key, label, value, onRemove }) => (
              <li key={key} className="chip">
                <span>
                  <span className="soft">{label}</span> {value}
                </span>
                <button type="button" onClick={onRemove} aria-label={t.removeFilter(label, value)}>
                  <Icon name="close" size={0.85} />
                </button>
              </li>
            ))}
          </ul>
          <Button look="quiet" small onClick={onClear}>
            {t.clearFilters}
          </Button>
        </div>
      )}
    </div>
  )
}

/** A list as somebody keeps it: filters, order, columns under a name. */
export interface SavedView {
  key: string
  label: string
  count?: number
  /** Made by the reader, so it can be taken away. */
  own?: boolean
}

/** The views of a list as a line of buttons; the open one is marked. `onSave` offers to keep the list as it is now. */
export function SavedViews({
  label,
  views,
  open,
  onOpen,
  onSave,
  onRemove,
}: {
  label: string
  views: readonly SavedView[]
  open: string | null
  onOpen: (key: string) => void
  onSave?: () => void
  onRemove?: (key: string) => void
}) {
  const t = useText(blockTexts)
  return (
    <div className="views" role="group" aria-label={label}>
      {views.map(({ key, label: name, count, own }) => (
        <span key={key} className="view">
          <button type="button" aria-pressed={open === key} onClick={() => onOpen(key)}>
            {name}
            {count !== undefined && <span className="view-count number">{count}</span>}
          </button>
          {own && open === key && onRemove && (
            <button type="button" className="view-remove" aria-label={t.removeView(name)} onClick={() => onRemove(key)}>
              <Icon name="close" size={0.85} />
            </button>
          )}
        </span>
      ))}
      {onSave && (
        <Button look="quiet" small icon="add" onClick={onSave}>
          {t.saveView}
        </Button>
      )}
    </div>
  )
}
