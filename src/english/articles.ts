const digits = '零一二三四五六七八九'

/** A number in Chinese words below a thousand: 一百零三 → 103, 二十 → 20. */
function numberOf(words: string): number | undefined {
  let sum = 0
  let digit = 0
  for (const sign of words) {
    const value = digits.indexOf(sign)
    if (value >= 0) digit = value
    else if (sign === '十') sum += (digit || 1) * 10
    else if (sign === '百') sum += digit * 100
    else return undefined
    if (value < 0) digit = 0
  }
  return sum + digit
}

const parts = { 条: 'article', 款: 'paragraph', 项: 'item' } as const
const list = /^第([零一二三四五六七八九十百]+(?:[、至][零一二三四五六七八九十百]+)*)(条|款|项)/

/** A place in a law: 第三十三条第一款第一至四项 → “article 33, paragraph 1, items 1 to 4”; undefined for anything else. */
export function articleName(chinese: string): string | undefined {
  const said: string[] = []
  let rest = chinese
  while (rest !== '') {
    rest = rest.replace(/^、/, '')
    const found = list.exec(rest)
    if (!found) return undefined
    const numbers = found[1]!.split(/([、至])/).map((one) => (one === '、' ? ', ' : one === '至' ? ' to ' : numberOf(one)))
    if (numbers.includes(undefined)) return undefined
    const several = numbers.length > 1 ? 's' : ''
    said.push(`${parts[found[2] as keyof typeof parts]}${several} ${numbers.join('')}`)
    rest = rest.slice(found[0].length)
  }
  return said.length > 0 ? said.join(', ') : undefined
}
