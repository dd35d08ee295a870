import { Light as LightMark, Tag } from '../blocks/index.ts'
import { useText } from '../texts.ts'
import type { DataRequest, Light, Share } from './catalogue-data.ts'
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

/** Where a request stands; an open one by its light. */
export function RequestState({ request: { state, light } }: { request: Pick<DataRequest, 'state' | 'light'> }) {
  const t = useText(catalogueTexts)
  if (state === 'open' && (light === 'green' || light === 'yellow' || light === 'red'))
    return <LightMark colour={light} words={`${t.waits} · ${{ green: t.inTime, yellow: t.dueSoon, red: t.late }[light]}`} />
  const words = { open: t.waits, agreed: t.agreed, refused: t.refused, withdrawn: t.withdrawnRequest }[state]
  return <Tag tone={state === 'agreed' ? 'good' : state === 'refused' ? 'warn' : 'plain'}>{words}</Tag>
}
