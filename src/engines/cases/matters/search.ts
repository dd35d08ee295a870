import MiniSearch, { type SearchOptions } from 'minisearch'
import { contentOf, plain, soundOf, soundsOf, tokensOf } from './search-tokens.ts'

/** What people say, and what lists of matters call it: `means` are parts of labels, the likeliest first; `a&b` wants both. */
export interface PlainWords {
  readonly say: readonly string[]
  readonly en: readonly string[]
  readonly means: readonly string[]
}

/** A matter as far as it is searched. */
export interface SearchableMatter {
  readonly name: string
  readonly label: string
  readonly about: string
  readonly kind: string
  readonly applicants: readonly string[]
  readonly joint: boolean
  /** Can be applied for with limits and materials of its own. */
  readonly worked: boolean
  /** Names of its materials, of the organ that leads it, of its group in the list. */
  readonly materials: readonly string[]
  readonly organ: string
  readonly category: string
  /** What it is called in English; empty when nobody has translated it. */
  readonly english: string
}

export interface FoundMatter {
  name: string
  label: string
  about: string
  kind: string
  joint: boolean
  /** The words of the question, or of how people say it, by which it was found. */
  why: string[]
}

export interface Found {
  items: FoundMatter[]
  /** How many there are in all. */
  total: number
  /** The question as it was understood, when a word of it was taken for another. */
  corrected?: string
}

export interface Suggestion {
  words: string
  /** Name of the matter, when the suggestion is one; otherwise words to search by. */
  matter: string | null
}

export interface MatterSearch {
  search(question: string, options?: { applicant?: 'person' | 'enterprise'; limit?: number; skip?: number }): Found
  suggest(beginning: string, limit?: number): Suggestion[]
}

const longestQuestion = 80
/** Below this share of the best answer's points, an answer is noise. */
const leastShare = 0.22

/** Acts upon something that one has already; who doesn't speak of them, wants it new. */
const laterActs = [
  '变更',
  '注销',
  '补办',
  '补发',
  '延续',
  '换发',
  '遗失',
  '终止',
  '停业',
  '歇业',
  '恢复',
  '撤销',
  '转出',
  '转入',
  '过户',
  '校验',
  '免职',
]
const talk = ['咨询', '查询', '指引', '信息发布', '调解员']
const firstActs = ['新办', '核发', '设立登记', '办理（', '首次', '（新增）', '配发', '发放']

interface Known extends SearchableMatter {
  plainLabel: string
  full: string
  initials: string
  prior: number
}

const knownOf = (matter: SearchableMatter): Known => {
  const sound = soundOf(plain(matter.label).replaceAll(' ', ''))
  const prior = (matter.joint ? 0.3 : 0) + (matter.worked ? 0.12 : 0) + (firstActs.some((act) => matter.label.includes(act)) ? 0.06 : 0)
  return { ...matter, plainLabel: plain(matter.label), full: sound.full, initials: sound.initials, prior }
}

const latin = /^[a-z0-9 ]+$/
/** English words that say nothing of what is wanted. */
const little = new Set('a an the my i to for of in and or with want how do get need apply what is'.split(' '))
const lettersOf = (text: string) => text.replaceAll(' ', '')

interface Said {
  words: PlainWords
  /** From 0 to 1: how much of the question it accounts for. */
  weight: number
  phrase: string
}

/** What of the words file a question says: phrases that stand in it, by character or by sound, and rows that are much like it. */
function openSaid(all: readonly PlainWords[]) {
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
function openEnglishNames(list: readonly Known[]) {
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

/** Whether a label holds every part of a pattern of the words file. */
const meant = (label: string, pattern: string) => pattern.split('&').every((part) => label.includes(part))

/**
 * Search of matters by plain words: BM25+ over words and pairs of characters, sounds for wrong characters and for pinyin, and a reviewed
 * file of how people say things. Several thousand matters take some milliseconds a question.
 */
export function openMatterSearch(matters: readonly SearchableMatter[], words: readonly PlainWords[]): MatterSearch {
  const known = new Map(matters.map((matter) => [matter.name, knownOf(matter)]))
  const list = [...known.values()]
  const index = new MiniSearch<Record<string, string>>({
    idField: 'name',
    fields: ['label', 'about', 'category', 'materials', 'organ', 'sound'],
    tokenize: (text, field) => (field === 'sound' ? text.split(' ') : tokensOf(text)),
    processTerm: (term) => term,
  })
  index.addAll(
    list.map(({ name, label, about, category, materials, organ }) => ({
      name,
      label,
      about,
      category,
      materials: materials.join(' '),
      organ,
      sound: soundsOf(label).join(' '),
    })),
  )
  const byEnglish = openEnglishNames(list)
  const said = openSaid(words)
  // Each pattern is looked for once: the file and the list stay as they are.
  const labelsMeant = new Map<string, Known[]>()
  const matching = (pattern: string) => {
    const before = labelsMeant.get(pattern)
    if (before) return before
    const found = list.filter(({ label }) => meant(label, pattern))
    labelsMeant.set(pattern, found)
    return found
  }
  const boosts: SearchOptions = {
    fields: ['label', 'about', 'category', 'materials', 'organ'],
    boost: { label: 4, about: 1.5, category: 1.5, materials: 0.5, organ: 0.5 },
    combineWith: 'OR',
    prefix: (term) => latin.test(term) && term.length > 2,
    fuzzy: (term) => (latin.test(term) && term.length > 4 ? 0.2 : false),
  }

  const pointsOf = (content: string) => {
    const points = new Map<string, { points: number; why: Set<string> }>()
    const add = (name: string, more: number, why: readonly string[]) => {
      const before = points.get(name) ?? { points: 0, why: new Set<string>() }
      before.points += more
      for (const one of why) before.why.add(one)
      points.set(name, before)
    }
    const letters = lettersOf(content)
    const terms = tokensOf(content)
    const byWords = index.search(terms.join(' '), { ...boosts, tokenize: (text) => text.split(' ') })
    const best = byWords[0]?.score ?? 1
    for (const { id, score, terms: matched } of byWords)
      add(
        id as string,
        score / best,
        matched.filter((term) => letters.includes(term)),
      )
    // One or two letters begin half of all words.
    const sounds = latin.test(content) ? content.split(' ').filter((part) => part.length > 2) : soundsOf(content)
    const bySound = index.search(sounds.join(' '), {
      fields: ['sound'],
      combineWith: 'OR',
      tokenize: (text) => text.split(' '),
      prefix: latin.test(content),
    })
    const bestSound = bySound[0]?.score ?? 1
    for (const { id, score } of bySound) add(id as string, (score / bestSound) * (latin.test(content) ? 0.6 : 0.3), [])
    if (latin.test(content)) for (const { name, points: more, why } of byEnglish(content)) add(name, more, why)
    for (const { words: row, weight, phrase } of said.of(content))
      for (const [at, pattern] of row.means.entries())
        for (const { name, plainLabel } of matching(pattern))
          add(name, weight * (1.7 - Math.min(at, 8) * 0.12) + (pattern.length / plainLabel.length) * 0.1, [phrase])
    return { points, letters }
  }

  const rank = (question: string): { name: string; why: Set<string>; points: number }[] => {
    const content = contentOf(question.slice(0, longestQuestion))
    if (content === '') return []
    const { points, letters } = pointsOf(content)
    const parts = content.split(' ')
    for (const one of list) {
      const whole = lettersOf(one.plainLabel)
      const at = points.get(one.name)
      if (letters.length > 1 && whole.includes(letters)) {
        const more = 0.5 + (letters.length / whole.length) * 0.6
        if (at) at.points += more
        else points.set(one.name, { points: more, why: new Set([letters]) })
      } else if (
        latin.test(content) &&
        parts.every((part) => part.length > 2 && (one.full.includes(part) || one.initials.includes(part)))
      ) {
        const more = 0.7
        if (at) at.points += more
        else points.set(one.name, { points: more, why: new Set() })
      }
    }
    return [...points]
      .map(([name, { points: given, why }]) => {
        const { label, prior } = known.get(name)!
        const later = laterActs.some((act) => label.includes(act) && !content.includes(act)) ? 0.16 : 0
        const talked = talk.some((word) => label.includes(word) && !content.includes(word)) ? 0.12 : 0
        return { name, why, points: given * (1 + prior) - later - talked }
      })
      .sort((a, b) => b.points - a.points || known.get(a.name)!.label.length - known.get(b.name)!.label.length)
  }

  return {
    search(question, { applicant, limit = 20, skip = 0 } = {}) {
      const ranked = rank(question)
      const least = (ranked[0]?.points ?? 0) * leastShare
      const all = ranked.filter(
        ({ name, points }) => points > 0 && points >= least && (!applicant || known.get(name)!.applicants.includes(applicant)),
      )
      const corrected = correctedOf(question)
      return {
        items: all.slice(skip, skip + limit).map(({ name, why }) => {
          const { label, about, kind, joint } = known.get(name)!
          return { name, label, about, kind, joint, why: longest(why).slice(0, 4) }
        }),
        total: all.length,
        ...(corrected ? { corrected } : {}),
      }
    },
    suggest(beginning, limit = 8) {
      const letters = lettersOf(plain(beginning.slice(0, longestQuestion)))
      if (letters === '') return []
      const typed = latin.test(letters)
      const begins = (text: string, full: string, initials: string) =>
        text.startsWith(letters)
          ? 3
          : typed && (full.startsWith(letters) || initials.startsWith(letters))
            ? 2
            : text.includes(letters)
              ? 1
              : 0
      const phrases = [
        ...said.phrases
          .filter(({ words: { means } }) => means.some((pattern) => matching(pattern).length > 0))
          .map(({ phrase, plain: text, full, initials }) => ({ words: phrase, matter: null, points: begins(text, full, initials) * 2 })),
        ...words.flatMap(({ en, means }) =>
          typed && means.some((pattern) => matching(pattern).length > 0)
            ? en.map((phrase) => ({ words: phrase, matter: null, points: lettersOf(phrase).startsWith(letters) ? 5 : 0 }))
            : [],
        ),
      ].filter(({ points }) => points > 0)
      const labels = list
        .map((one) => ({
          words: one.label,
          matter: one.name,
          points: begins(lettersOf(one.plainLabel), one.full, one.initials) * 2 - 1 + one.prior,
        }))
        .filter(({ points }) => points >= 1)
      const named = typed
        ? list
            .filter(({ english }) => lettersOf(plain(english)).startsWith(letters))
            .map((one) => ({ words: one.label, matter: one.name, points: 3 + one.prior }))
        : []
      const seen = new Set<string>()
      const offered = [...phrases, ...named, ...labels]
        .sort((a, b) => b.points - a.points || a.words.length - b.words.length)
        .filter(({ words: text }) => !seen.has(text) && seen.add(text))
        .slice(0, limit)
      if (offered.length >= 3 || letters.length < 2) return offered.map(({ words: text, matter }) => ({ words: text, matter }))
      for (const { name } of rank(beginning).slice(0, limit)) {
        const { label } = known.get(name)!
        if (!seen.has(label) && offered.length < limit) offered.push({ words: label, matter: name, points: 0 })
      }
      return offered.map(({ words: text, matter }) => ({ words: text, matter }))
    },
  }

  /** A question in letters of which one word is nearly an English word of the file. */
  function correctedOf(question: string): string | undefined {
    const content = plain(question)
    if (!latin.test(content)) return undefined
    const terms = new Set(words.flatMap(({ en }) => en.flatMap((phrase) => phrase.split(' '))))
    const spellings = content.split(' ').map((word) => (terms.has(word) || word.length < 5 ? word : (nearest(word, terms) ?? word)))
    const corrected = spellings.join(' ')
    return corrected === content ? undefined : corrected
  }
}

/** The longest of words that lie within each other. */
const longest = (words: ReadonlySet<string>): string[] => {
  const all = [...words].sort((a, b) => b.length - a.length)
  return all.filter((word, at) => !all.slice(0, at).some((longer) => longer.includes(word)))
}

/** A word that differs by one letter, or by two neighbours that changed places. */
function nearest(word: string, terms: ReadonlySet<string>): string | undefined {
  for (const term of terms)
    if (Math.abs(term.length - word.length) < 2 && term.length > 3) {
      let from = 0
      while (from < word.length && word[from] === term[from]) from++
      let end = 0
      while (end < Math.min(word.length, term.length) - from && word.at(-1 - end) === term.at(-1 - end)) end++
      const [left, other] = [word.slice(from, word.length - end), term.slice(from, term.length - end)]
      if ((left.length <= 1 && other.length <= 1) || (left.length === 2 && left === [...other].reverse().join(''))) return term
    }
  return undefined
}
