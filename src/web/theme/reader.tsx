import { useQueryClient } from '@tanstack/react-query'
import { createContext, useCallback, useContext, useLayoutEffect, useMemo, useState, useSyncExternalStore, type ReactNode } from 'react'
import { faceOf, type Face } from '../shell/faces.ts'
import { LocaleContext, type Locale } from '../texts.ts'
import { attributesOf, choiceOf, cookiesOf, lookOf, type Choice, type Look, type Size } from './choice.ts'
import type { ShownLook } from './pairs.ts'

/** What a reader changes; what is absent stays. */
export type ReaderChange = Partial<{ look: Look; size: Size; lang: Locale }>

/** How the reader reads, and how to change it. */
export interface Reader {
  look: Look
  /** The look as it is shown now, `auto` settled. */
  shown: ShownLook
  size: Size
  locale: Locale
  set: (change: ReaderChange) => void
}

const ReaderContext = createContext<Reader>({ look: 'light', shown: 'light', size: 'normal', locale: 'zh', set: () => undefined })
const FaceContext = createContext<(face: Face) => void>(() => undefined)

/** How the reader at this page reads. */
export const useReader = (): Reader => useContext(ReaderContext)

/** Says which face is open: the desk is denser, the wall larger and dark. */
export function useFace(face: Face): void {
  const setFace = useContext(FaceContext)
  useLayoutEffect(() => setFace(face), [face, setFace])
}

const wishes = ['(prefers-contrast: more)', '(prefers-color-scheme: dark)'] as const
const watchDevice = (changed: () => void) => {
  const lists = wishes.map((wish) => matchMedia(wish))
  for (const list of lists) list.addEventListener('change', changed)
  return () => {
    for (const list of lists) list.removeEventListener('change', changed)
  }
}
const lookOfDevice = (): ShownLook => (matchMedia(wishes[0]).matches ? 'contrast' : matchMedia(wishes[1]).matches ? 'dark' : 'light')

/** How the reader reads, as the request says it: for a page that the server writes, where nothing changes. */
export function ReaderGiven({ choice, face, children }: { choice: Choice; face: Face; children: ReactNode }) {
  const look = lookOf(choice, face)
  const locale = choice.lang ?? 'zh'
  const shown = look === 'auto' ? 'light' : look
  return (
    <LocaleContext value={locale}>
      <ReaderContext value={{ look, shown, size: choice.size, locale, set: () => undefined }}>{children}</ReaderContext>
    </LocaleContext>
  )
}

/** Keeps the reader's choice in cookies and on the root element, so that the server's pages and these agree. */
export function ReaderProvider({ children }: { children: ReactNode }) {
  const client = useQueryClient()
  const [choice, setChoice] = useState<Choice>(() => choiceOf(document.cookie))
  const [face, setFace] = useState<Face>(() => faceOf(location.pathname))
  const device = useSyncExternalStore(watchDevice, lookOfDevice, lookOfDevice)
  const look = lookOf(choice, face)
  const shown = look === 'auto' ? device : look
  const locale = choice.lang ?? 'zh'
  useLayoutEffect(() => {
    const attributes = { ...attributesOf(choice, face), 'data-look': shown }
    for (const [name, value] of Object.entries(attributes)) document.documentElement.setAttribute(name, value)
  }, [choice, face, shown])
  const set = useCallback(
    (change: ReaderChange) => {
      for (const cookie of cookiesOf(change)) document.cookie = cookie
      setChoice((before) => ({ ...before, ...change }))
      if (change.lang && change.lang !== locale) {
        // Requests read the language of the document, so it must have changed before anything is asked for anew.
        document.documentElement.lang = change.lang === 'en' ? 'en' : 'zh-CN'
        void client.invalidateQueries()
      }
    },
    [client, locale],
  )
  const reader = useMemo(() => ({ look, shown, size: choice.size, locale, set }), [look, shown, choice.size, locale, set])
  return (
    <LocaleContext value={locale}>
      <FaceContext value={setFace}>
        <ReaderContext value={reader}>{children}</ReaderContext>
      </FaceContext>
    </LocaleContext>
  )
}
