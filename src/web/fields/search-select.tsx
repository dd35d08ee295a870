import { useEffect, useState, type KeyboardEvent } from 'react'
import { useText } from '../texts.ts'
import { fieldTexts } from './texts.ts'

interface Option {
  value: string
  label: string
}

interface SearchSelectProps {
  id: string
  value: string | undefined
  options: readonly Option[]
  onChange: (value: string | null) => void
  onSearch: (words: string) => void
  placeholder: string
  /** Whether emptying the box takes the choice back. */
  clear: boolean
  busy: boolean
  disabled?: boolean
  invalid?: boolean
  describedBy?: string
}

/** One of many: the list is asked for while one types. A combobox with a list as WAI-ARIA APG describes it, driven by arrows, Enter and Escape. */
export function SearchSelect(props: SearchSelectProps) {
  const t = useText(fieldTexts)
  const { id, value, options, onChange, onSearch, placeholder, clear, busy, disabled, invalid, describedBy } = props
  const [open, setOpen] = useState(false)
  // What is being typed; nothing while the box shows the choice.
  const [words, setWords] = useState<string>()
  const [active, setActive] = useState(0)
  const [chosen, setChosen] = useState<Option>()
  const known = [chosen, ...options].find((option) => option?.value === value)
  const at = Math.min(active, options.length - 1)
  const list = `${id}-list`
  const optionId = (index: number) => `${list}-${index}`

  useEffect(() => {
    if (open) document.getElementById(`${list}-${at}`)?.scrollIntoView({ block: 'nearest' })
  }, [open, list, at])

  const close = () => {
    setOpen(false)
    if (words === undefined) return
    setWords(undefined)
    onSearch('')
  }
  const choose = (option: Option) => {
    setChosen(option)
    onChange(option.value)
    close()
  }
  const type = (typed: string) => {
    setWords(typed)
    setActive(0)
    setOpen(true)
    onSearch(typed)
    if (typed === '' && clear && value !== undefined) onChange(null)
  }
  const press = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
    if (step !== 0) {
      if (open && options.length > 0) setActive((at + step + options.length) % options.length)
      setOpen(true)
    } else if (open && event.key === 'Enter' && options[at]) choose(options[at])
    else if (open && event.key === 'Escape') close()
    else return
    // Enter would hand in the form, and Escape close the dialog around.
    event.preventDefault()
  }
  return (
    <div className="search-select">
      <input
        id={id}
        className="input"
        role="combobox"
        aria-autocomplete="list"
        aria-expanded={open}
        aria-controls={open ? list : undefined}
        aria-activedescendant={open && at >= 0 ? optionId(at) : undefined}
        aria-invalid={invalid || undefined}
        aria-describedby={describedBy}
        autoComplete="off"
        placeholder={placeholder}
        disabled={disabled}
        value={words ?? known?.label ?? value ?? ''}
        onChange={(event) => type(event.target.value)}
        onClick={() => setOpen(true)}
        onFocus={(event) => event.target.select()}
        onBlur={close}
        onKeyDown={press}
      />
      {open && options.length > 0 && (
        <ul id={list} role="listbox" aria-label={placeholder} className="search-list">
          {options.map((option, index) => (
            <li
              key={option.value}
              id={optionId(index)}
              role="option"
              aria-selected={option.value === value}
              className={index === at ? 'search-active' : undefined}
              // The focus stays in the box.
              onMouseDown={(event) => event.preventDefault()}
              onClick={() => choose(option)}
            >
              {option.label}
            </li>
          ))}
        </ul>
      )}
      {open && options.length === 0 && (
        <p id={list} role="status" className="search-list soft">
          {busy ? t.finding : t.notFound}
        </p>
      )}
    </div>
  )
}
