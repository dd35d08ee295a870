import { createContext, useContext } from 'react'

export type Locale = 'zh' | 'en'
type Text = string | ((...values: never[]) => string)
type Loose<T> = { [K in keyof T]?: T[K] extends string ? string : T[K] }

/** The texts of one folder: Chinese whole, English as far as it has been written. */
export interface Texts<T extends Record<string, Text>> {
  readonly zh: T
  readonly en?: Loose<T>
}

/** Keeps the texts of a folder; a key that English has and Chinese has not does not compile. */
export const texts = <const T extends Record<string, Text>>(zh: T, en?: Loose<NoInfer<T>>): Texts<T> => (en ? { zh, en } : { zh })

export const LocaleContext = createContext<Locale>('zh')

/** The texts in a language; one that English lacks is in Chinese. */
export const textsIn = <T extends Record<string, Text>>(source: Texts<T>, locale: Locale): T =>
  locale === 'en' && source.en ? ({ ...source.zh, ...source.en } as T) : source.zh

/** The texts in the reader's language. */
export function useText<T extends Record<string, Text>>(source: Texts<T>): T {
  return textsIn(source, useContext(LocaleContext))
}

/** Signs between words, which differ between the languages. */
const signs = {
  zh: {
    colon: '：',
    list: (words: readonly string[]) => words.join('、'),
    aside: (words: string | number) => `（${words}）`,
    sentences: (said: readonly string[]) => said.filter(Boolean).join(''),
  },
  en: {
    colon: ': ',
    list: (words: readonly string[]) => words.join(', '),
    aside: (words: string | number) => ` (${words})`,
    sentences: (said: readonly string[]) => said.filter(Boolean).join(' '),
  },
} as const

/** The signs of the reader's language: a colon, a list of words, what is said aside in brackets, sentences after one another. */
export const useSigns = () => signs[useContext(LocaleContext)]
