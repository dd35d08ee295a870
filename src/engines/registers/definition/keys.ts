import { pinyinKeys } from '#chinese'

const plain = (label: string) => label.replace(/[(（[【].*$/u, '').trim()
const syllables = (label: string): string =>
  pinyinKeys(plain(label))
    .full.replaceAll(/[^a-z0-9]/g, '')
    .slice(0, 20)

/** A key for a field of this label: its pinyin, which nobody is shown; another one when it is taken. */
export function keyOf(label: string, taken: ReadonlySet<string>): string {
  const said = syllables(label)
  const base = /^[a-z]/.test(said) ? said : `f${said}`
  if (!taken.has(base)) return base
  for (let i = 2; ; i++) if (!taken.has(`${base}${i}`)) return `${base}${i}`
}

/** A name for a register of this label. */
export const nounOf = (label: string): string => {
  const said = syllables(label)
  return /^[a-z]/.test(said) ? said : `r${said}`
}
