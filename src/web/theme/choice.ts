import type { Face } from '../shell/faces.ts'
import type { Locale } from '../texts.ts'
import type { ShownLook } from './pairs.ts'

/** What a reader may choose: a look, or the look of the device. */
export type Look = ShownLook | 'auto'
export type Size = 'normal' | 'large'

/** How a reader wants to read; null where nothing was chosen. */
export interface Choice {
  look: Look | null
  size: Size
  lang: Locale | null
}

const oneOf = <T extends string>(value: string | undefined, all: readonly T[]): T | null => all.find((one) => one === value) ?? null

/** What the cookies `look`, `size` and `lang` say; anything else in them counts as not chosen. */
export function choiceOf(cookies: string): Choice {
  const value = (name: string) => new RegExp(`(?:^|;\\s*)${name}=([a-z]+)`).exec(cookies)?.[1]
  return {
    look: oneOf(value('look'), ['light', 'dark', 'contrast', 'auto']),
    size: oneOf(value('size'), ['large']) ?? 'normal',
    lang: oneOf(value('lang'), ['zh', 'en']),
  }
}

/** The look of a face when nothing was chosen: the wall is read in dim rooms, everything else by day. */
export const lookOf = (choice: Choice, face: Face): Look => choice.look ?? (face === 'cockpit' ? 'dark' : 'light')

/** The attributes of the root element that styles look at. `auto` is settled by the style sheet when no script runs. */
export const attributesOf = (choice: Choice, face: Face) => ({
  lang: choice.lang === 'en' ? 'en' : 'zh-CN',
  'data-look': lookOf(choice, face),
  'data-size': choice.size,
  'data-face': face,
})

const year = 365 * 24 * 60 * 60

/** One cookie for each thing chosen, for a year, readable by scripts and sent to this site alone. */
export const cookiesOf = (change: Partial<Choice>): string[] =>
  Object.entries(change).map(([name, value]) =>
    value === null ? `${name}=; path=/; max-age=0; samesite=lax` : `${name}=${value}; path=/; max-age=${year}; samesite=lax`,
  )
