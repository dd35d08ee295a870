import { useId, useState, type KeyboardEvent } from 'react'
import { useText } from '../texts.ts'
import { Icon } from './icon.tsx'
import { Kbd } from './kbd.tsx'
import { blockTexts } from './texts.ts'

/** Something that may be meant. */
export interface Suggestion {
  key: string
  label: string
  note?: string
}

interface SearchProps {
  /** Names the box; shown above it when `showLabel`. */
  label: string
  showLabel?: boolean
  placeholder?: string
  value: string
  onChange: (words: string) => void
  /** Pressed Enter or the button, with nothing pointed at. */
  onSearch?: () => void
  /** Offered below while one types; arrow keys point, Enter takes. */
  suggestions?: readonly Suggestion[]
  onPick?: (suggestion: Suggestion) => void
  large?: boolean
  /** The key that brings the focus here, as it stands on the keyboard; whoever listens for it sets the focus by `id`. */
  hotkey?: string
  id?: string
  /** Without scripts the form asks this address, with the words under `name`. */
  action?: string
  name?: string
}

/** A box to search in: with a button, and with what may be meant below it. */
export function SearchBox(props: SearchProps) {
  const { label, showLabel = false, placeholder, value, onChange, onSearch, suggestions = [], onPick, large = false, hotkey } = props
  const t = useText(blockTexts)
  const own = useId()
  const id = props.id ?? own
  const [shut, setShut] = useState(true)
  const [at, setAt] = useState(-1)
  const open = !shut && suggestions.length > 0
  const pick = (suggestion: Suggestion) => {
    setShut(true)
    setAt(-1)
    onPick?.(suggestion)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return
    if (event.key === 'Escape' && open) {
      event.preventDefault()
      event.stopPropagation()
      setShut(true)
      setAt(-1)
    } else if ((event.key === 'ArrowDown' || event.key === 'ArrowUp') && suggestions.length > 0) {
      event.preventDefault()
      setShut(false)
      const count = suggestions.length
      setAt(event.key === 'ArrowDown' ? (at + 1) % count : (at <= 0 ? count : at) - 1)
    } else if (event.key === 'Enter' && open && suggestions[at]) {
      event.preventDefault()
      pick(suggestions[at])
    }
  }
  return (
    <form
      role="search"
      className={large ? 'search-box search-large' : 'search-box'}
      action={props.action}
      method="get"
      onSubmit={
        onSearch &&
        ((event) => {
          event.preventDefault()
          setShut(true)
          onSearch()
        })
      }
    >
      <label htmlFor={id} className={showLabel ? 'search-label' : 'unseen'}>
        {label}
      </label>
      <div className="search-field">
        <Icon name="search" />
        <input
          id={id}
          type="search"
          name={props.name}
          className="input"
          placeholder={placeholder}
          autoComplete="off"
          enterKeyHint="search"
          role="combobox"
          aria-expanded={open}
          aria-controls={`${id}-list`}
          aria-autocomplete="list"
          aria-activedescendant={open && at >= 0 ? `${id}-${at}` : undefined}
          value={value}
          onChange={(event) => {
            setShut(false)
            setAt(-1)
            onChange(event.target.value)
          }}
          onFocus={() => setShut(false)}
          onBlur={() => setShut(true)}
          onKeyDown={onKeyDown}
        />
        {hotkey && <Kbd keys={[hotkey]} />}
        {large && (
          <button type="submit" className="button button-primary">
            {t.search}
          </button>
        )}
      </div>
      <ul id={`${id}-list`} role="listbox" aria-label={t.suggestions} className="search-list" hidden={!open}>
        {open &&
          suggestions.map((suggestion, i) => (
            <li
              key={suggestion.key}
              id={`${id}-${i}`}
              role="option"
              aria-selected={i === at}
              className={i === at ? 'search-active' : undefined}
              // Before the box loses the focus, which would take the list away.
              onPointerDown={(event) => {
                event.preventDefault()
                pick(suggestion)
              }}
            >
              {suggestion.label}
              {suggestion.note && <span className="soft small"> {suggestion.note}</span>}
            </li>
          ))}
      </ul>
    </form>
  )
}
