import MiniSearch from 'minisearch'
import { contentOf, plain, soundOf } from './search-tokens.ts'

/** What people say, and what lists of matters call it: `means` are parts of labels, the likeliest first; `a&b` wants both. */
export interface PlainWords {
  readonly say: readonly string[]
  readonly en: readonly string[]
  readonly means: readonly string[]
}

/** Letters and figures alone: pinyin or English. */
export const latin = /^[a-z0-9 ]+$/
/** English words that say nothing of what is wanted. */
const little = new Set('a an the my i to for of in and or with want how do get need apply what is'.split(' '))
/** A text without the places between its words. */
export const lettersOf = (text: string) => text.replaceAll(' ', '')

interface Said {
  words: PlainWords
  /** From 0 to 1: how much of the question it accounts for. */
  weight: number
  phrase: string
}

/** What of the words file a question says: phrases that stand in it, by character or by sound, and rows that are much like it. */
export function openSaid(all: readonly PlainWords[]) {
  const phrases = all.flatMap((words) =>
    words.say.map((phrase) => ({ words, phrase, plain: lettersOf(contentOf(phrase)), ...soundOf(lettersOf(contentOf(phrase))) })),
  )
  const english = new MiniSearch<{ id: number; en: string }>({
    fields: ['en'],
    tokenize: (text) => plain(text).split(' '),
    searchOptions: { combineWith: 'AND', prefix: (term) => term.length > 3, fuzzy: (term) => (term.length > 4 ? 0.25 : false) },
  })
  const englishPhrases = all.flatMap((words) => words.en.map((phrase) => ({ words, phrase })))
  english.addAll(englishPhrases.map(({ phrase }, id) => ({ id, en: phrase })))
  const englishSaid = (content: string): Said[] => {
    const asked = content.split(' ').filter((word) => !little.has(word))
    if (asked.length === 0) return []
    const results = english.search(asked.join(' '), asked.length > 2 ? { combineWith: 'OR' } : {})
    const best = results[0]?.score ?? 1
    return results
      .filter(({ score }) => score > best * 0.6)
      .slice(0, 4)
      .map(({ id, score }) => ({ ...englishPhrases[id as number]!, weight: score / best }))
  }
  return {
    phrases,
    of(content: string): Said[] {
      const letters = lettersOf(content)
      const found: Said[] = []
      const soundsWhole = latin.test(content)
      const sound = soundsWhole ? letters : soundOf(letters).full
      for (const { words, phrase, plain: text, full, initials } of phrases) {
        if (letters.includes(text)) found.push({ words, phrase, weight: [...text].length / [...letters].length + 0.3 })
        else if (text.length > 2 && text.includes(letters) && [...letters].length > 1)
          found.push({ words, phrase, weight: ([...letters].length / [...text].length) * 0.7 })
        else if (soundsWhole) {
          const parts = content.split(' ')
          if (full === letters || initials === letters) found.push({ words, phrase, weight: 1 })
          else if (parts.length > 1 && parts.every((part) => full.includes(part) || initials.includes(part)))
            found.push({ words, phrase, weight: 0.9 })
          else if (letters.length > 4 && full.startsWith(letters)) found.push({ words, phrase, weight: 0.6 })
          else if (parts.some((part) => part.length > 2 && (part === full || part === initials))) found.push({ words, phrase, weight: 0.5 })
        } else if ([...text].length > 2 && sound.includes(full))
          found.push({ words, phrase, weight: [...text].length / [...letters].length })
      }
      if (soundsWhole) found.push(...englishSaid(content))
      // Of several ways to say the same, the nearest counts, and what only lies within a longer way of saying is not what was said.
      const sorted = found.sort((a, b) => b.weight - a.weight)
      return sorted.filter(
        ({ words, phrase, weight }, at) =>
          weight >= sorted[0]!.weight * 0.45 &&
          !sorted.slice(0, at).some((longer) => longer.words === words || (longer.phrase !== phrase && longer.phrase.includes(phrase))),
      )
    },
  }
}

/** Finds matters by words of their English names; how much of the question a name accounts for decides. */
export function openEnglishNames(list: readonly { name: string; english: string }[]) {
  const names = new MiniSearch<{ name: string; english: string }>({
    idField: 'name',
    fields: ['english'],
    tokenize: (text) => plain(text).split(' '),
    processTerm: (term) => (little.has(term) ? null : term),
  })
  names.addAll(list.filter(({ english }) => english !== ''))
  return (content: string) => {
    const asked = content.split(' ').filter((word) => !little.has(word))
    if (asked.length === 0) return []
    const found = names.search(asked.join(' '), {
      prefix: (term) => term.length > 2,
      fuzzy: (term) => (term.length > 4 ? 0.2 : false),
    })
    const best = found[0]?.score ?? 1
    return found.map(({ id, score, queryTerms }) => ({
      name: id as string,
      points: (score / best) * (queryTerms.length / asked.length) * 1.2,
      why: queryTerms,
    }))
  }
}
