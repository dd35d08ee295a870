import { Jieba } from '@node-rs/jieba'
import { dict } from '@node-rs/jieba/dict.js'
import { normaliseText, pinyinKeys, type PinyinKeys } from '#chinese'

let jieba: Jieba | undefined
/** The dictionary takes some ten milliseconds and five megabytes, so it waits for the first who searches. */
const segmenter = () => (jieba ??= Jieba.withDict(dict))

const runs = /[\p{Script=Han}]+|[a-z0-9]+/gu
const isHan = (run: string) => /\p{Script=Han}/u.test(run)

/** One text as it is compared: half-width, lower case, brackets and signs gone. */
export const plain = (text: string): string => (normaliseText(text).toLowerCase().match(runs) ?? []).join(' ')

/**
 * What a text is found by: its words, and every pair of neighbouring characters, since people and lists cut words differently.
 * A word of one character counts only where it stands alone.
 */
export function tokensOf(text: string): string[] {
  const found = new Set<string>()
  for (const run of normaliseText(text).toLowerCase().match(runs) ?? []) {
    if (!isHan(run) || [...run].length === 1) {
      found.add(run)
      continue
    }
    const characters = [...run]
    for (const word of wordsOf(run)) found.add(word)
    for (let i = 1; i < characters.length; i++) found.add(characters[i - 1]! + characters[i]!)
  }
  return [...found]
}

/** Words of more than one character, and the words within long ones. */
const wordsOf = (run: string): string[] =>
  segmenter()
    .cutForSearch(run, true)
    .filter((word) => [...word].length > 1)

/** The words of a text, and pairs of neighbours of which neither belongs to a longer word: those that no dictionary knows. */
export function wordsWithin(text: string): string[] {
  return (normaliseText(text).toLowerCase().match(runs) ?? []).flatMap((run) => {
    if (!isHan(run)) return [run]
    const pieces = segmenter().cut(run, true)
    const alone = (at: number) => [...(pieces[at] ?? '??')].length === 1
    const pairs = pieces.flatMap((piece, at) => (alone(at) && alone(at + 1) ? [piece + pieces[at + 1]!] : []))
    return [...wordsOf(run), ...pairs]
  })
}

const keys = new Map<string, PinyinKeys>()
/** Pinyin of a word; what was asked once is kept, for words come again and again. */
export function soundOf(word: string): PinyinKeys {
  const known = keys.get(word)
  if (known) return known
  if (keys.size > 50_000) keys.clear()
  const found = pinyinKeys(word)
  keys.set(word, found)
  return found
}

/** How the Chinese words of a text sound, so that a wrong character that sounds right is still understood. */
export const soundsOf = (text: string): string[] => [
  ...new Set((plain(text).match(runs) ?? []).filter(isHan).flatMap((run) => wordsOf(run).map((word) => soundOf(word).full))),
]

/** Words that people say around what they want; without them the rest counts. */
const around =
  /我想要|我想|我要|想要|想问一下|想问|请问|怎么办理|怎么办|怎么弄|怎么|怎样|如何|去哪里办|去哪办|去哪里|去哪|哪里办|哪里|在哪儿|在哪|找谁|需要什么|要什么|什么|手续|流程|条件|办理|申办|能不能|可不可以|可以|多少钱|多久|一下|一个|[吗呢吧了呀啊的给]/gu

/** The question without what is said around it; the whole question when nothing else is left. */
export function contentOf(question: string): string {
  const whole = plain(question)
  const rest = whole.replace(around, ' ').replace(/\s+/g, ' ').trim()
  return rest === '' ? whole : rest
}
