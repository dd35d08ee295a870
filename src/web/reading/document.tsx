import type { ReactNode } from 'react'
import { FrameView } from '../shell/frame.tsx'
import type { Own } from '../shell/view.ts'
import { LocaleContext, useText } from '../texts.ts'
import { attributesOf, lookOf, type Choice } from '../theme/choice.ts'
import { useHallNav } from './nav.ts'
import { readingTexts } from './texts.ts'

/** What pages know of the city they belong to and of the files that the build made. */
export interface ReadingSite {
  /** Address of the hall without a slash at its end. */
  origin: string
  city: string
  demo: boolean
  styles: readonly string[]
  script: string | null
  /** What the script imports. */
  modules: readonly string[]
}

/** What a page says of itself. */
export interface PageHead {
  title: string
  description: string
  /** Address without the origin, such as `/search?q=…`; the page's own, whichever way it was come to. */
  path: string
  /** Not to be found by search engines: results, forms, problems. */
  hidden?: boolean
  /** What the page is about, for programs (JSON-LD). */
  data?: object
}

/** The address of a page in a language. */
const inLanguage = ({ origin }: ReadingSite, path: string, locale: 'zh' | 'en') =>
  `${origin}${path}${locale === 'en' ? `${path.includes('?') ? '&' : '?'}lang=en` : ''}`

// A text in a script must not end it.
const json = (data: object) => JSON.stringify(data).replaceAll('<', '\\u003c')

function Head({ head, site, choice }: { head: PageHead; site: ReadingSite; choice: Choice }) {
  const t = useText(readingTexts)
  const locale = choice.lang ?? 'zh'
  return (
    <head>
      <meta charSet="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <meta name="color-scheme" content={{ auto: 'light dark', dark: 'dark', light: 'light', contrast: 'light' }[lookOf(choice, 'hall')]} />
      <title>{t.titleOf(head.title, site.city)}</title>
      <meta name="description" content={head.description} />
      {head.hidden ? (
        <meta name="robots" content="noindex" />
      ) : (
        <>
          <link rel="canonical" href={inLanguage(site, head.path, locale)} />
          <link rel="alternate" hrefLang="zh-CN" href={inLanguage(site, head.path, 'zh')} />
          <link rel="alternate" hrefLang="en" href={inLanguage(site, head.path, 'en')} />
          <link rel="alternate" hrefLang="x-default" href={inLanguage(site, head.path, 'zh')} />
        </>
      )}
      <link rel="icon" href="/mark.svg" type="image/svg+xml" />
      {site.styles.map((href) => (
        <link key={href} rel="stylesheet" href={href} />
      ))}
      {site.modules.map((href) => (
        <link key={href} rel="modulepreload" href={href} />
      ))}
      {site.script && <script type="module" src={site.script} />}
      {head.data && <script type="application/ld+json" dangerouslySetInnerHTML={{ __html: json(head.data) }} />}
    </head>
  )
}

/** Who is signed in, as far as a page's head says it. */
export interface Who {
  name: string
}

interface FrameProps {
  /** The page's own path, without what was asked. */
  here: string
  site: ReadingSite
  choice: Choice
  who: Who | null
  children: ReactNode
}

function Framed({ here, site, choice, who, children }: FrameProps) {
  const t = useText(readingTexts)
  const nav = useHallNav()
  const own: Own | null = who && { ...who, items: [{ label: t.mine, icon: 'matters', to: '/me' }] }
  return (
    <FrameView face="hall" city={site.city} demo={site.demo} here={here} nav={nav} own={own} unread={who ? 0 : null} choice={choice}>
      {children}
      <p className="hotline small soft">{t.hotline}</p>
    </FrameView>
  )
}

const localeOf = ({ lang }: Choice) => lang ?? 'zh'

/** What stands around the content of a page of the hall. */
export const ReadingFrame = (props: FrameProps) => (
  <LocaleContext value={localeOf(props.choice)}>
    <Framed {...props} />
  </LocaleContext>
)

/** A whole page of the hall, as the server sends it, around a body that was written before. */
export const Document = ({ body, ...props }: { head: PageHead; site: ReadingSite; choice: Choice; body: string }) => (
  <LocaleContext value={localeOf(props.choice)}>
    <html {...attributesOf(props.choice, 'hall')}>
      <Head {...props} />
      <body dangerouslySetInnerHTML={{ __html: body }} />
    </html>
  </LocaleContext>
)
