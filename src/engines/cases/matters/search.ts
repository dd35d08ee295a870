import MiniSearch, { type SearchOptions } from 'minisearch'
import { latin, lettersOf, openEnglishNames, openSaid, type PlainWords } from './search-said.ts'
import { contentOf, plain, soundOf, soundsOf, tokensOf, wordsWithin } from './search-tokens.ts'

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
/** A word that stands in more than this share of the labels says little of what is wanted. */
const commonShare = 0.008
/** Common words tell one matter from another all the same when they make up this share of the question. */
const mostOf = 0.6

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
  '换证',
]
const talk = ['咨询', '查询', '指引', '信息发布', '调解员']
const firstActs = ['新办', '核发', '设立登记', '办理（', '首次', '（新增）', '配发', '发放']

interface Known extends SearchableMatter {
  plainLabel: string
  full: string
  initials: string
  prior: number
  /** How much likelier it is for being had for the first time. */
  begins: number
}

/** What speaks for a matter, and the words for it; `told` when something tells it apart from most others: a rare word, or a way of saying it. */
interface Grounds {
  points: number
  why: Set<string>
  told: boolean
}

const knownOf = (matter: SearchableMatter): Known => {
  const sound = soundOf(plain(matter.label).replaceAll(' ', ''))
  const prior = (matter.joint ? 0.3 : 0) + (matter.worked ? 0.12 : 0)
  const begins = firstActs.some((act) => matter.label.includes(act)) ? 0.06 : 0
  return { ...matter, plainLabel: plain(matter.label), full: sound.full, initials: sound.initials, prior, begins }
}

/** Which share of a text its parts make up. */
function covered(text: string, parts: readonly string[]): number {
  const within = new Set<number>()
  for (const part of parts) for (let at = text.indexOf(part), i = 0; at >= 0 && i < part.length; i++) within.add(at + i)
  return within.size / text.length
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

  const labelled = new Map<string, number>()
  for (const { label, english } of list)
    for (const token of new Set([...tokensOf(`${label} ${english}`), ...soundsOf(label)]))
      labelled.set(token, (labelled.get(token) ?? 0) + 1)
  // Of a handful of matters no word is common.
  const rare = (word: string) => (labelled.get(word) ?? 0) <= Math.max(list.length * commonShare, 5)

  const pointsOf = (content: string) => {
    const points = new Map<string, Grounds>()
    const add = (name: string, more: number, why: readonly string[], told = true) => {
      const before = points.get(name) ?? { points: 0, why: new Set<string>(), told: false }
      before.points += more
      before.told ||= told
      for (const one of why) before.why.add(one)
      points.set(name, before)
    }
    const letters = lettersOf(content)
    const terms = tokensOf(content)
    // Two characters at the seam of two words say nothing.
    const telling = new Set(wordsWithin(content))
    const tells = (matched: readonly string[]) =>
      matched.some((term) => rare(term) && (latin.test(term) || telling.has(term))) ||
      covered(
        letters,
        matched.filter((term) => telling.has(term)),
      ) >= mostOf
    const byWords = index.search(terms.join(' '), { ...boosts, tokenize: (text) => text.split(' ') })
    const best = byWords[0]?.score ?? 1
    for (const { id, score, terms: matched } of byWords)
      add(
        id as string,
        score / best,
        matched.filter((term) => letters.includes(term)),
        tells(matched),
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
    for (const { id, score, terms: matched } of bySound)
      add(id as string, (score / bestSound) * (latin.test(content) ? 0.6 : 0.3), [], matched.some(rare))
    if (latin.test(content)) for (const { name, points: more, why } of byEnglish(content)) add(name, more, why, why.some(rare))
    for (const { words: row, weight, phrase } of said.of(content))
      for (const [at, pattern] of row.means.entries())
        for (const { name, plainLabel } of matching(pattern))
          add(name, weight * (1.7 - Math.min(at, 8) * 0.12) + (pattern.length / plainLabel.length) * 0.1, [phrase])
    return { points, letters }
  }

  const rank = (question: string): (Grounds & { name: string })[] => {
    const content = contentOf(question.slice(0, longestQuestion))
    if (content === '') return []
    const { points, letters } = pointsOf(content)
    const parts = content.split(' ')
    for (const one of list) {
      const whole = lettersOf(one.plainLabel)
      const at = points.get(one.name)
      if (letters.length > 1 && whole.includes(letters)) {
        const more = 0.5 + (letters.length / whole.length) * 0.6
        if (at) Object.assign(at, { points: at.points + more, told: true })
        else points.set(one.name, { points: more, why: new Set([letters]), told: true })
      } else if (
        latin.test(content) &&
        parts.every((part) => part.length > 2 && (one.full.includes(part) || one.initials.includes(part)))
      ) {
        const more = 0.7
        if (at) Object.assign(at, { points: at.points + more, told: true })
        else points.set(one.name, { points: more, why: new Set(), told: true })
      }
    }
    return [...points]
      .map(([name, { points: given, why, told }]) => {
        const { label, prior, begins } = known.get(name)!
        const acts = laterActs.filter((act) => content.includes(act))
        const later = acts.length === 0 && laterActs.some((act) => label.includes(act)) ? 0.16 : 0
        // Whoever names the act means that one, and has what is given at first.
        const asked = acts.length === 0 ? begins : acts.some((act) => label.includes(act)) ? 0.4 : 0
        const talked = talk.some((word) => label.includes(word) && !content.includes(word)) ? 0.12 : 0
        return { name, why, told, points: given * (1 + prior + asked) - later - talked }
      })
      .sort((a, b) => b.points - a.points || known.get(a.name)!.label.length - known.get(b.name)!.label.length)
  }

  return {
    search(question, { applicant, limit = 20, skip = 0 } = {}) {
      const ranked = rank(question)
      const least = (ranked[0]?.points ?? 0) * leastShare
      const some = ranked[0]?.told ?? false
      const all = ranked.filter(
        ({ name, points, told }) =>
          points > 0 && points >= least && (told || !some) && (!applicant || known.get(name)!.applicants.includes(applicant)),
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
