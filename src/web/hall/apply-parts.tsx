import type { Ref } from 'react'
import { Button, Tag } from '../blocks/index.ts'
import { useSigns, useText } from '../texts.ts'
import { applyTexts } from './apply-texts.ts'

interface PartListProps {
  ref: Ref<HTMLDivElement>
  parts: readonly { key: string; labels: readonly string[]; whole: boolean }[]
  at: number
  open: (at: number) => void
}

/** Where one is in a long form, and all its parts: which is complete, and the way to each. Takes the focus when another part is opened. */
export function PartList({ ref, parts, at, open }: PartListProps) {
  const t = useText(applyTexts)
  const signs = useSigns()
  const here = signs.list(parts[at]!.labels)
  const where = t.partOf(at + 1, parts.length)
  const done = parts.filter(({ whole }) => whole).length
  return (
    <div ref={ref} tabIndex={-1} role="group" className="parts" aria-label={`${where}${signs.colon}${here}`}>
      <details key={at} className="filters">
        <summary>
          <span className="parts-here">
            <span className="small soft">{t.partsWhole(where, done)}</span>
            <span>{here}</span>
          </span>
        </summary>
        <ol aria-label={t.parts}>
          {parts.map(({ key, labels, whole }, i) => (
            <li key={key} aria-current={i === at ? 'step' : undefined}>
              {i === at ? (
                <b>
                  {i + 1}. {here}
                </b>
              ) : (
                <Button look="quiet" onClick={() => open(i)}>
                  {i + 1}. {signs.list(labels)}
                </Button>
              )}
              <Tag tone={i === at ? 'info' : whole ? 'good' : 'plain'}>{i === at ? t.partHere : whole ? t.partWhole : t.partLacks}</Tag>
            </li>
          ))}
        </ol>
      </details>
    </div>
  )
}
