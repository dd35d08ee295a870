import type { Locale } from '../texts.ts'

/** The reader's language, in which the server answers. */
export const language = (): Locale => (typeof document !== 'undefined' && document.documentElement.lang.startsWith('en') ? 'en' : 'zh')
