import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { renderToString } from 'react-dom/server'
import { MemoryRouter } from 'react-router'
import { describe, expect, it } from 'vitest'
import * as blocks from '../blocks/index.ts'
import { LocaleContext, textsIn, type Locale } from '../texts.ts'
import { FieldSamples } from './fields.tsx'
import { Frames } from './frames.tsx'
import { kindNames } from './kind-texts.ts'
import { parts } from './catalogue.tsx'

const chinese = /[\u4e00-\u9fff]/
/** The words of a page; the name of the Chinese language is Chinese in every language. */
const wordsOf = (html: string) => html.replaceAll(/<[^>]+>/g, ' ').replaceAll('中文', '')

const render = (locale: Locale, Show: (typeof parts)[number]['Show']) =>
  renderToString(
    <LocaleContext value={locale}>
      <Show />
    </LocaleContext>,
  )

describe('the catalogue', () => {
  it('shows every block, and none that is not there', () => {
    const there = Object.keys(blocks).filter((name) => /^[A-Z]/.test(name))
    expect(parts.flatMap((part) => part.blocks).toSorted()).toEqual(there.toSorted())
  })

  it.each(parts.map((part) => [part.blocks.join(', '), part.Show] as const))(
    'renders %s on a server, in both languages',
    (_names, Show) => {
      expect(render('zh', Show)).not.toBe('')
      expect(wordsOf(render('en', Show))).not.toMatch(chinese)
    },
  )

  it('renders the heads of the three faces without a router', () => {
    const html = render('zh', Frames)
    for (const face of ['hall', 'desk', 'cockpit']) expect(html).toContain(`header-${face}`)
    expect(wordsOf(render('en', Frames))).not.toMatch(chinese)
  })

  it('shows, asks for and filters by every kind of field, in both languages', () => {
    for (const locale of ['zh', 'en'] as const) {
      const html = render(locale, FieldSamples)
      for (const name of Object.values(textsIn(kindNames, locale))) expect(html).toContain(name)
      if (locale === 'en') expect(wordsOf(html)).not.toMatch(chinese)
    }
  })

  it('renders blocks that link within a router too', () => {
    const [{ Show } = parts[0]!] = parts.filter((part) => part.blocks.includes('Table'))
    const html = renderToString(
      <QueryClientProvider client={new QueryClient()}>
        <MemoryRouter>
          <Show />
        </MemoryRouter>
      </QueryClientProvider>,
    )
    expect(html).toContain('href="/desk/cases/1"')
  })
})
