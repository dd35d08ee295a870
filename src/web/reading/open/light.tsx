import { Light as OfLimit } from '../../blocks/light.tsx'
import { useText } from '../../texts.ts'
import { openTexts } from './texts.ts'

/** Whether a data set is as new as its cycle promises; nothing where it promises nothing. */
export function Light({ light }: { light: string }) {
  const t = useText(openTexts)
  if (light !== 'green' && light !== 'yellow' && light !== 'red') return null
  return <OfLimit colour={light} words={{ green: t.onTime, yellow: t.soon, red: t.overdue }[light]} />
}
