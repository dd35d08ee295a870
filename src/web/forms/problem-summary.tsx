import type { Fields, Problem } from '#declare'
import { useEffect, useRef } from 'react'
import { useSigns, useText } from '../texts.ts'
import { elementId } from './fields-asked.tsx'
import { formTexts } from './texts.ts'

/** As many as a telephone shows at once; every field says its own besides. */
const atOnce = 6

/** The key of the field that a problem is about: `rows.2.name` is about `rows`. */
const fieldKey = (path: string) => path.split('.')[0]!

function goTo(id: string) {
  const element = document.getElementById(id)
  element?.scrollIntoView({ block: 'center' })
  element?.focus({ preventScroll: true })
}

/** All that must be mended, at the head of the form; each leads to its field. Takes the focus when it appears and after each new try. */
export function ProblemSummary({
  problems,
  fields,
  prefix,
  turn,
}: {
  problems: readonly Problem[]
  fields: Fields
  prefix: string
  turn: number
}) {
  const t = useText(formTexts)
  const signs = useSigns()
  const box = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (turn > 0) box.current?.focus()
  }, [turn])
  if (problems.length === 0) return null
  const line = ({ path, message }: Problem) => {
    const field = fields[fieldKey(path)]
    const words = field && !message.toLowerCase().includes(field.label.toLowerCase()) ? `${field.label}${signs.colon}${message}` : message
    const id = elementId(prefix, fieldKey(path))
    // Lines beside the declared fields, such as those of a new password, stand in the page under the same kind of name.
    const leads = field !== undefined || (typeof document !== 'undefined' && document.getElementById(id) !== null)
    return (
      <li key={path + message}>
        {leads ? (
          <a
            href={`#${id}`}
            onClick={(event) => {
              event.preventDefault()
              goTo(id)
            }}
          >
            {words}
          </a>
        ) : (
          words
        )}
      </li>
    )
  }
  return (
    <div className="notice notice-bad" role="alert" ref={box} tabIndex={-1}>
      <div>
        <p className="notice-title">{t.problems(problems.length)}</p>
        <ul className="plain-list">{problems.slice(0, atOnce).map(line)}</ul>
        {problems.length > atOnce && (
          <details>
            <summary>{t.otherProblems(problems.length - atOnce)}</summary>
            <ul className="plain-list">{problems.slice(atOnce).map(line)}</ul>
          </details>
        )}
      </div>
    </div>
  )
}
