import { existsSync, readFileSync } from 'node:fs'
import { checksInEnglish, openPhrases, type Phrases } from '#chinese'
import { flawsInEnglish } from '#expressions'
import { cityFile } from '../loading/tables.ts'
import { articleName } from './articles.ts'
import { dayName } from './days.ts'
import { cityNames } from './names.ts'

const own = (file: string): Phrases => JSON.parse(readFileSync(new URL(file, import.meta.url), 'utf8')) as Phrases
const cityPhrases = (file: string): Phrases =>
  existsSync(new URL(`../../city/${file}`, import.meta.url)) ? (JSON.parse(cityFile(file)) as Phrases) : {}

/** The house in English. */
export interface English {
  /** A declared text, a name of the city or a sentence of ours in English; undefined when nobody has translated it. */
  text(chinese: string): string | undefined
  /** An answer of the interface with everything in it that is ours in English; what people wrote stays as it is. */
  answer(url: string, body: unknown): unknown
  /** Takes over the English of what the city named itself, in the place of what it took over before. */
  learn(phrases: Phrases): void
}

/** Keys under which values stand that somebody else wrote: they are theirs in every language. */
const theirs = new Set([
  'answers',
  'record',
  'values',
  'guide',
  // As it stands on the paper.
  'number',
  'input',
  'changes',
  'before',
  'after',
  'filled',
  'proposal',
  'reason',
  'password',
  'account',
  // The answer to an ask, a value that was shown, names of uploads.
  'answer',
  'value',
  'file',
  'files',
  'evidence',
])
/** Records of registers, too; what organs, places and posts are called is the city's own, and reads like the rest. */
const recordLists = /^\/api\/registers\/(?!identity\.(organisation|region|post)\b)/
/** What goes back as it came: the browser writes on in it and saves it again. */
const keptWhole = /^\/api\/drafts\//
/** Likewise of a definition: what somebody writes on in, and what it is compared with. */
const ofDefinition = new Set(['draft', 'earlier', 'shipped'])
const definition = /^\/api\/definitions\//
/** Questions of ours, and not answers to them, under a key that both have. */
const isForm = (value: unknown) => typeof value === 'object' && value !== null && 'sections' in value
/** A field is declared under the key that its values stand under elsewhere. */
const isDeclared = (one: unknown) => typeof one === 'object' && one !== null && 'kind' in one && 'label' in one
const hasChinese = /\p{Script=Han}/u

const opened = new Map<string, English>()

/** The English of a city: what is declared, the sentences of the house, the names of its places and organs. Read once. */
export function openEnglish(city: string): English {
  const english = opened.get(city) ?? readEnglish(city)
  opened.set(city, english)
  return english
}

function readEnglish(city: string): English {
  const functions = own('functions.json')
  const read = openPhrases(
    [
      own('declared.json'),
      own('sentences.json'),
      checksInEnglish,
      flawsInEnglish,
      cityPhrases('cn/english.json'),
      cityPhrases(`${city}/english.json`),
    ],
    (chinese) => names.get(chinese) ?? articleName(chinese) ?? dayName(chinese) ?? learned.get(chinese),
  )
  const learned = new Map<string, string>()
  const names = cityNames(city, functions)
  const text = (chinese: string): string | undefined => {
    if (!hasChinese.test(chinese)) return undefined
    const known = read(chinese)
    if (known !== undefined) return known
    // A purpose: what allows it, and what was done.
    const [, ground, done] = /^([a-z][a-z-]*:)(.+)$/su.exec(chinese) ?? []
    const inEnglish = done && read(done)
    return inEnglish && `${ground}${inEnglish}`
  }
  const walk = (value: unknown, records: boolean): unknown => {
    if (typeof value === 'string') return text(value) ?? value
    if (Array.isArray(value)) return value.map((one) => walk(one, records))
    if (value === null || typeof value !== 'object' || value instanceof Date) return value
    // Where a register's declaration stands beside them, items are its records.
    const ofRecords = records || ('register' in value && typeof value.register === 'object')
    return Object.fromEntries(
      Object.entries(value).map(([key, one]) => {
        if ((theirs.has(key) && !isForm(one) && !isDeclared(one)) || (ofRecords && key === 'items')) return [key, one]
        return [key, walk(one, records)]
      }),
    )
  }
  return {
    text,
    answer(url, body) {
      if (keptWhole.test(url)) return body
      const said = walk(body, recordLists.test(url))
      if (!definition.test(url) || typeof body !== 'object' || body === null) return said
      return { ...(said as object), ...Object.fromEntries(Object.entries(body).filter(([key]) => ofDefinition.has(key))) }
    },
    learn(phrases) {
      learned.clear()
      for (const [chinese, english] of Object.entries(phrases)) learned.set(chinese, english)
    },
  }
}
