/** The words of laws and rules, taken apart: headings, articles and their numbers, as GB/T 9704 and 《立法法》 art. 65 (编、章、节、条、款、项、目) arrange them. */

/** One article of a text. */
export interface Article {
  /** As it is cited: 第三十二条, 第十七条之一. */
  number: string
  /** Its place in the order of numbers: 32, or 17.01 for 第十七条之一. */
  place: number
  /** What it stands under, from the outside in: 第二章 …, 第一节 …. */
  heading: string
  words: string
}

/** A text taken apart. */
export interface Parsed {
  /** What stands before the first article and is no heading: its name, and how it came about. */
  preamble: string[]
  articles: Article[]
  /** What can't be right, each with the line where it stands, counted from 1. */
  problems: { line: number; message: string }[]
}

const digits = '零一二三四五六七八九'
const units: Readonly<Record<string, number>> = { 十: 10, 百: 100, 千: 1000 }

/** A number as laws write it: 四十二, 一百零三, 42. @returns nothing where it is none */
export function numberOf(words: string): number | undefined {
  if (/^[0-9０-９]+$/.test(words)) return Number(words.normalize('NFKC'))
  let sum = 0
  let digit: number | undefined
  for (const one of words.replaceAll('〇', '零')) {
    const at = digits.indexOf(one)
    if (at >= 0) {
      digit = at
      continue
    }
    const unit = units[one]
    if (unit === undefined) return undefined
    sum += (digit ?? 1) * unit
    digit = undefined
  }
  return words === '' ? undefined : sum + (digit ?? 0)
}

/** How much later an article inserted behind another comes: 第十七条之一 is 17.01. */
const INSERTED = 100
const inChinese = '[零〇一二三四五六七八九十百千0-9０-９]+'
const articleStart = new RegExp(`^第(${inChinese})条(?:之(${inChinese}))?(?![款项目第、和及或至的规])[\\s:：]*(.*)$`, 'su')
const headingStart = new RegExp(`^第(${inChinese})(编|分编|章|节)(?:\\s+|(?=\\S))(.*)$`, 'u')
const depths = ['编', '分编', '章', '节']

/** The number of an article as it is cited, read: 第十七条之一 gives 17.01. @returns nothing where it is none */
export function placeOf(number: string): number | undefined {
  const found = new RegExp(`^第(${inChinese})条(?:之(${inChinese}))?$`, 'u').exec(number)
  if (!found) return undefined
  const main = numberOf(found[1]!)
  const inserted = found[2] === undefined ? 0 : numberOf(found[2])
  return main === undefined || inserted === undefined ? undefined : main + inserted / INSERTED
}

/** A line without the marks of a web page, and with plain blanks. */
const clean = (line: string) =>
  line
    .replaceAll(/[\u200b-\u200f\ufeff]/g, '')
    .replaceAll(/[\u00a0\u3000\t]/g, ' ')
    .replace(/^\s*#+\s*/, '')
    .trim()

/** Takes the words of a text apart. Lines that begin no article and no heading go on with what they stand under. */
export function parseArticles(text: string): Parsed {
  const parsed: Parsed = { preamble: [], articles: [], problems: [] }
  const headings: { depth: number; words: string }[] = []
  let current: (Article & { line: number }) | undefined
  for (const [at, raw] of text.split(/\r?\n/).entries()) {
    const line = clean(raw)
    if (line === '' || line.startsWith('<!--')) continue
    const heading = headingStart.exec(line)
    if (heading && line.length <= 60) {
      const depth = depths.indexOf(heading[2]!)
      while (headings.length > 0 && headings.at(-1)!.depth >= depth) headings.pop()
      headings.push({ depth, words: `第${heading[1]}${heading[2]} ${heading[3]!.replaceAll(' ', '')}`.trim() })
      current = undefined
      continue
    }
    const start = articleStart.exec(line)
    const number = start && `第${start[1]}条${start[2] === undefined ? '' : `之${start[2]}`}`
    const place = number ? placeOf(number) : undefined
    if (start && number && place !== undefined) {
      const last = parsed.articles.at(-1)
      if (last && place <= last.place) parsed.problems.push({ line: at + 1, message: `${number}在${last.number}之后，次序不对` })
      else if (last && Math.floor(place) > Math.floor(last.place) + 1)
        parsed.problems.push({ line: at + 1, message: `${last.number}之后是${number}，中间缺条` })
      current = { number, place, heading: headings.map(({ words }) => words).join(' '), words: start[3]!, line: at + 1 }
      parsed.articles.push(current)
    } else if (current) current.words += current.words === '' ? line : `\n${line}`
    else if (headings.length > 0 && line.length <= 40) headings.at(-1)!.words += line.replaceAll(' ', '')
    else if (parsed.articles.length === 0 && headings.length === 0) parsed.preamble.push(line)
    else parsed.problems.push({ line: at + 1, message: `“${line.slice(0, 20)}”不在任何一条之下` })
  }
  for (const article of parsed.articles as (Article & { line?: number })[]) {
    if (article.words === '') parsed.problems.push({ line: article.line!, message: `${article.number}没有内容` })
    delete article.line
  }
  if (parsed.articles.length === 0) parsed.problems.push({ line: 1, message: '没有找到条文：条文应以“第一条”这样开头，各占一行' })
  return parsed
}

/** An article as a basis names it, and which part of it. */
export interface Named {
  number: string
  clause: string | null
}

const named = new RegExp(
  `第(${inChinese})((?:、${inChinese})*)条((?:第${inChinese}(?:款|项|目)(?:第?${inChinese}至${inChinese}(?:款|项|目))?)*)`,
  'gu',
)

/** The articles that words name: 第十四、十八条; 第十二条第五项、第五十六条. */
export const namedArticles = (words: string): Named[] =>
  [...words.matchAll(named)].flatMap(([, first, more, clause]) =>
    [first!, ...more!.split('、').filter(Boolean)].map((number) => ({ number: `第${number}条`, clause: clause || null })),
  )
