import type { Said } from '../api/types.ts'
import { useDays } from '../blocks/index.ts'
import { useSigns } from '../texts.ts'

/** What was said with a move: each under what it answers. */
export function Sayings({ said }: { said: readonly Said[] }) {
  const days = useDays()
  const signs = useSigns()
  if (said.length === 0) return null
  return (
    <ul className="sayings">
      {said.map(({ label, value, ours, rows }) => (
        <li key={label}>
          <span className="soft">
            {label}
            {signs.colon}
          </span>
          {rows ? (
            <ol>
              {rows.map((row, i) => (
                <li key={i}>
                  <Sayings said={row} />
                </li>
              ))}
            </ol>
          ) : (
            <span className="lines">{ours ?? days.day(value ?? '')}</span>
          )}
        </li>
      ))}
    </ul>
  )
}
