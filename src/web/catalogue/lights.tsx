import { Light as LightMark, Tag } from '../blocks/index.ts'
import { useText } from '../texts.ts'
import type { Light, Share } from './catalogue-data.ts'
import { catalogueTexts } from './texts.ts'

/** Whether a resource is kept up to date, as a light with its word. */
export function CycleLight({ light }: { light: Light }) {
  const t = useText(catalogueTexts)
  if (light === 'none') return <LightMark colour="paused" words={t.noLight} />
  if (light === 'unknown') return <LightMark colour="paused" words={t.unknown} />
  return <LightMark colour={light} words={t[light]} />
}

const tones = { unconditional: 'good', conditional: 'info', none: 'plain' } as const

export function ShareTag({ share }: { share: Share }) {
  const t = useText(catalogueTexts)
  return <Tag tone={tones[share]}>{t[share]}</Tag>
}
