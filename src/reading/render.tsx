import type { ReactNode } from 'react'
import { renderToString } from 'react-dom/server'
import type { Choice } from '../web/theme/choice.ts'
import { Document, type PageHead, type ReadingSite, type Who } from '../web/reading/document.tsx'

/** A page before it is written: what it says of itself, and its content. */
export interface Page {
  head: PageHead
  content: ReactNode
  status?: number
  /** Cookies that come with it. */
  cookies?: readonly string[]
}

/** Writes a page whole. */
export const htmlOf = ({ head, content }: Page, site: ReadingSite, choice: Choice, who: Who | null): string =>
  `<!doctype html>${renderToString(
    <Document head={head} site={site} choice={choice} who={who}>
      {content}
    </Document>,
  )}`
