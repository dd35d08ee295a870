import { text, type ChoiceField, type Fields } from '#declare'
import { useState } from 'react'
import { useText } from '../texts.ts'
import { keyFor } from './draft-model.ts'
import { Words } from './form-part.tsx'
import { definitionTexts } from './texts.ts'

const linesOf = (choices: Readonly<Record<string, string>>) =>
  Object.entries(choices)
    .map(([option, label]) => `${option}=${label}`)
    .join('\n')

/** The options of a choice as lines: `code=name`, or a name alone, which keeps the code that it had or gets the next. */
export function optionsOf(lines: string, before: Readonly<Record<string, string>>, isLocal = false): Record<string, string> {
  const options: Record<string, string> = {}
  for (const line of lines.split('\n')) {
    const [, code, said] = /^\s*([A-Za-z0-9][\w-]*)\s*=\s*(.*)$/.exec(line) ?? []
    const label = (said ?? line).trim()
    if (label === '') continue
    const kept = Object.entries(before).find(([option, words]) => words === label && !Object.hasOwn(options, option))?.[0]
    let key = code ?? kept
    for (let i = 1; key === undefined; i++) {
      const next = isLocal ? `localOption${i}` : `option${i}`
      if (!Object.hasOwn(options, next) && !Object.hasOwn(before, next)) key = next
    }
    options[key] = label
  }
  return options
}

/** The options of a choice, a line each. */
export function Options({
  field,
  onChange,
  problem,
}: {
  field: ChoiceField
  onChange: (choices: Record<string, string>) => void
  problem: string | undefined
}) {
  const t = useText(definitionTexts)
  const [lines, setLines] = useState(linesOf(field.choices))
  return (
    <Words
      label={t.options}
      help={t.optionsHelp}
      lines={5}
      max={8000}
      value={lines}
      problem={problem}
      onChange={(value) => {
        setLines(value)
        onChange(optionsOf(value, field.choices))
      }}
    />
  )
}

/** What each row holds: a line for each field; one that is not words keeps what it was. */
export function InnerFields({
  fields,
  onChange,
  problem,
}: {
  fields: Fields
  onChange: (fields: Fields) => void
  problem: string | undefined
}) {
  const t = useText(definitionTexts)
  const [lines, setLines] = useState(
    Object.values(fields)
      .map(({ label }) => label)
      .join('\n'),
  )
  return (
    <Words
      label={t.innerFields}
      help={t.innerHelp}
      lines={4}
      max={4000}
      value={lines}
      problem={problem}
      onChange={(value) => {
        setLines(value)
        const inner: Fields = {}
        for (const label of value.split('\n').map((one) => one.trim())) {
          if (label === '') continue
          const [key, known] = Object.entries(fields).find(([, one]) => one.label === label) ?? [keyFor(label, inner, false), undefined]
          inner[key] = known ?? text(label, { optional: true })
        }
        onChange(inner)
      }}
    />
  )
}
