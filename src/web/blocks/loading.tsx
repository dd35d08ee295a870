import { useText } from '../texts.ts'
import { blockTexts } from './texts.ts'

/** Something is on its way; appears only after a moment, so that quick answers don't flicker. */
export function Loading() {
  const t = useText(blockTexts)
  return (
    <p className="loading" role="status">
      {t.loading}
    </p>
  )
}
