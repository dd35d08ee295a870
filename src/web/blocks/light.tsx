import type { LightColour } from '../api/types.ts'
import { useText } from '../texts.ts'
import { blockTexts } from './texts.ts'

const shapes = {
  green: <circle cx="6" cy="6" r="5" />,
  yellow: <path d="M6 .8 11.6 11H.4z" />,
  red: <path d="M1 1h10v10H1z" />,
  paused: <path d="M2 1h3v10H2zM7 1h3v10H7z" />,
} satisfies Record<LightColour, unknown>

/** The light of a limit: a colour, a shape and a word, each of which says it alone. */
export function Light({ colour, words }: { colour: LightColour; words?: string }) {
  const t = useText(blockTexts)
  return (
    <span className={`light light-${colour}`}>
      <svg width="12" height="12" viewBox="0 0 12 12" aria-hidden="true" fill="currentColor">
        {shapes[colour]}
      </svg>
      {words ?? t[colour]}
    </span>
  )
}
