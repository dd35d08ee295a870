import { kindOf, type AnyField } from '#declare'
import { useState, type HTMLAttributes } from 'react'
import type { InputProps } from './view.ts'

interface TypedInputProps extends InputProps {
  inputMode?: HTMLAttributes<HTMLInputElement>['inputMode']
  /** The text with which a value is first shown. */
  write?: (value: never) => string
  unit?: string
  maxLength?: number
  autoComplete?: string
  /** Rough width of what is written, in characters. */
  width?: number
  lines?: boolean
  /** One line of words that may be longer than the box: it grows with them, so that nothing of them is out of sight. */
  grows?: boolean
  type?: 'text' | 'tel'
}

const textOf = (value: unknown, write: ((value: never) => string) | undefined) =>
  value === null || value === undefined ? '' : typeof value === 'string' || !write ? String(value) : write(value as never)

const read = (text: string, field: AnyField) => (text.trim() === '' ? null : (kindOf(field).parse(text, field) as unknown))

/** A box to type in. What is typed is kept as typed; what it means by the field's own parser is handed on. */
export function TypedInput(props: TypedInputProps) {
  const { id, field, value, onChange, invalid, describedBy, inputMode, write, unit, maxLength, autoComplete, width, lines, grows, type } =
    props
  const [typed, setTyped] = useState(() => textOf(value, write))
  const same = JSON.stringify(read(typed, field)) === JSON.stringify(value ?? null)
  const shown = same ? typed : textOf(value, write)
  const shared = {
    id,
    value: shown,
    'aria-invalid': invalid || undefined,
    'aria-describedby': describedBy,
    'aria-required': !field.optional || undefined,
    maxLength,
    autoComplete,
    onChange: (event: { target: { value: string } }) => {
      setTyped(event.target.value)
      onChange(read(event.target.value, field))
    },
  }
  if (lines) return <textarea {...shared} className="input" rows={4} />
  if (grows)
    return (
      <textarea
        {...shared}
        className="input input-grows"
        rows={1}
        onChange={(event) => shared.onChange({ target: { value: event.target.value.replaceAll(/[\r\n]+/g, ' ') } })}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || event.nativeEvent.isComposing) return
          event.preventDefault()
          event.currentTarget.form?.requestSubmit()
        }}
      />
    )
  const box = (
    <input
      {...shared}
      type={type ?? 'text'}
      inputMode={inputMode}
      className="input"
      style={width ? { maxWidth: `${width + 2}em` } : undefined}
    />
  )
  if (!unit) return box
  return (
    <span className="input-unit">
      {box}
      <span aria-hidden="true">{unit}</span>
    </span>
  )
}
