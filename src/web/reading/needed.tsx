import type { MatterDetail } from '../api/types.ts'
import { Tag } from '../blocks/tag.tsx'
import { isNeeded } from '../hall/needs.ts'
import { useText } from '../texts.ts'
import { Declared } from './finding.tsx'
import { guideTexts } from './guide-texts.ts'

/** Which matters the answers ask for. Said aloud when it changes. */
export function Needed({ detail, answers }: { detail: MatterDetail; answers: Record<string, unknown> }) {
  const t = useText(guideTexts)
  return (
    <div id="needed" role="status" className="needed">
      <h3>{t.neededTitle}</h3>
      <ul>
        {detail.components.map((component) => {
          const needed = isNeeded(detail, component.matter, answers)
          return (
            <li key={component.matter} className="row row-between">
              <span className={needed === false ? 'soft' : undefined}>
                <Declared>{component.label}</Declared>
              </span>
              <Tag tone={needed === true ? 'good' : 'plain'}>{needed === true ? t.needed : needed === false ? t.notNeeded : t.notSure}</Tag>
            </li>
          )
        })}
      </ul>
    </div>
  )
}
