/** What titles of national laws begin with, and people leave out. */
const COUNTRY = '中华人民共和国'

/** The full titles that a name may stand for: itself, and the national law of that name. */
export const titlesOf = (name: string): string[] => (name.startsWith(COUNTRY) ? [name] : [name, `${COUNTRY}${name}`])

/** The address of a text, of one of its articles (“第四十二条第一款” leads to the article), and of how it held on a day. */
export function lawAddress(title: string, { article, on }: { article?: string; on?: string | null } = {}): string {
  const number = article === undefined ? undefined : /第[零〇一二三四五六七八九十百千]+条(?:之[一二三四五六七八九十]+)?/u.exec(article)?.[0]
  return `/laws/${encodeURIComponent(title)}${on ? `?on=${on}` : ''}${number ? `#${encodeURIComponent(number)}` : ''}`
}
