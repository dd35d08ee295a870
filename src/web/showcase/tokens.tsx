import { useMemo } from 'react'
import { Section } from '../blocks/index.ts'
import { useText } from '../texts.ts'
import { contrast } from '../theme/colours.ts'
import { least, pairs, ramp, series } from '../theme/pairs.ts'
import { usePainted } from '../theme/painted.ts'
import { useReader } from '../theme/reader.tsx'
import { showcaseTexts } from './texts.ts'

const sizes = ['tiny', 'small', 'lead', 'large', 'title', 'page', 'display', 'figure']

/** The contrast of each pair as the page shows it now; null where nothing is painted. */
function useContrasts(): ReadonlyMap<string, number> | null {
  const painted = usePainted()
  return useMemo(() => {
    if (painted === null) return null
    const style = getComputedStyle(document.documentElement)
    const colour = (name: string) => style.getPropertyValue(`--${name}`).trim()
    return new Map(pairs.map(({ over, under }) => [`${over} ${under}`, contrast(colour(over), colour(under))]))
  }, [painted])
}

/** The colours with their measured contrasts, and the scales. */
export function Tokens() {
  const t = useText(showcaseTexts)
  const { shown } = useReader()
  const found = useContrasts()
  return (
    <>
      <Section title={t.pairs} lead={t.tokensLead}>
        <ul className="showcase-pairs">
          {pairs.map(({ over, under, kind }) => {
            const ratio = found?.get(`${over} ${under}`)
            return (
              <li key={`${over} ${under}`} className={ratio !== undefined && ratio < least(shown, kind) ? 'showcase-faint' : undefined}>
                {kind === 'words' ? (
                  <span className="showcase-swatch" style={{ color: `var(--${over})`, background: `var(--${under})` }}>
                    {t.sample}
                  </span>
                ) : (
                  <span className="showcase-swatch" style={{ background: `var(--${under})` }}>
                    <span className="showcase-shape" style={{ background: `var(--${over})` }} />
                  </span>
                )}
                <code>
                  {over} / {under}
                </code>
                <span className="number">{ratio?.toFixed(2) ?? '—'}</span>
              </li>
            )
          })}
        </ul>
      </Section>
      {[
        { title: t.series, names: series },
        { title: t.ramp, names: ramp },
      ].map(({ title, names }) => (
        <Section key={title} title={title}>
          <ul className="showcase-colours">
            {names.map((name) => (
              <li key={name}>
                <span style={{ background: `var(--${name})` }} />
                <code>{name}</code>
              </li>
            ))}
          </ul>
        </Section>
      ))}
      <Section title={t.type}>
        {sizes.map((size) => (
          <p key={size} style={{ fontSize: `var(--text-${size})`, lineHeight: 'var(--leading-tight)' }}>
            {t.sample} <code>{size}</code>
          </p>
        ))}
      </Section>
    </>
  )
}
