import type { ReactNode } from 'react'
import { renderToString } from 'react-dom/server'
import type { Choice } from '../web/theme/choice.ts'
import { Document, ReadingFrame, type PageHead, type ReadingSite, type Who } from '../web/reading/document.tsx'
import { LocaleContext } from '../web/texts.ts'

/** A page before it is written: what it says of itself, and its content. */
export interface Page {
  head: PageHead
  content: ReactNode
  status?: number
  /** Cookies that come with it. */
  cookies?: readonly string[]
}

// A character that no text has (Unicode, private use): where the content goes.
const gap = '\uE000'
const most = 500
const frames = new Map<string, readonly [string, string]>()

/** What stands before and after the content; the same for everybody without a session who reads a page in the same way. */
function frameOf(here: string, site: ReadingSite, choice: Choice, who: Who | null): readonly [string, string] {
  const key = [here, site.city, site.demo, choice.look, choice.size, choice.lang].join(' ')
  const known = who ? undefined : frames.get(key)
  if (known) return known
  const [before, after] = renderToString(<ReadingFrame {...{ here, site, choice, who }}>{gap}</ReadingFrame>).split(gap)
  const made = [before!, after!] as const
  if (who) return made
  if (frames.size >= most) frames.clear()
  frames.set(key, made)
  return made
}

/** Writes a page whole. */
export function htmlOf({ head, content }: Page, site: ReadingSite, choice: Choice, who: Who | null): string {
  const [before, after] = frameOf(head.path.replace(/\?.*$/, ''), site, choice, who)
  // Its ids are told apart from those of the frame, which was written by itself.
  const said = renderToString(<LocaleContext value={choice.lang ?? 'zh'}>{content}</LocaleContext>, { identifierPrefix: 'c' })
  const body = `${before}${said}${after}`
  return `<!doctype html>${renderToString(<Document {...{ head, site, choice, body }} />)}`
}
