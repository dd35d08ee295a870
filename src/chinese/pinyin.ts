import { pinyin } from 'pinyin-pro'

/** What a name or title is found by when somebody types letters: 清远市 → { full: 'qingyuanshi', initials: 'qys' }. */
export type PinyinKeys = { full: string; initials: string }

/**
 * The pinyin of a text for search: no tones, ü as v, everything that is not Chinese kept (in lower case, without spaces).
 * A text of several readings gets the one that pinyin-pro thinks most likely in its words.
 */
export function pinyinKeys(text: string): PinyinKeys {
  return keys(text, 'off')
}

/** The same for a person's name: a surname is read as a surname (单 shan, 区 ou, 仇 qiu). */
export function namePinyinKeys(name: string): PinyinKeys {
  return keys(name, 'head')
}

function keys(text: string, surname: 'off' | 'head'): PinyinKeys {
  const parts = pinyin(text, { toneType: 'none', type: 'all', v: true, surname, nonZh: 'consecutive' })
  const plain = (part: (typeof parts)[number]) => (part.isZh ? part.pinyin : part.origin.toLowerCase().replaceAll(/\s/g, ''))
  return {
    full: parts.map(plain).join(''),
    initials: parts.map((part) => (part.isZh ? plain(part).slice(0, 1) : plain(part))).join(''),
  }
}
