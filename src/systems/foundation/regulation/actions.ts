import type { RecordOf } from '#declare'
import { Conflict, Invalid, implement, type ActionContext } from '#server'
import { align, type Fate } from './alignment.ts'
import { namedArticles, parseArticles, placeOf, type Article } from './articles.ts'
import regulation from './index.ts'
import { amendments, articles, citations, texts } from './registers.ts'

type Text = RecordOf<typeof texts>
type Kept = RecordOf<typeof articles> & { key: string }
type Citation = RecordOf<typeof citations>

/** What is told of a text that can't be taken apart. */
const MOST_PROBLEMS = 10
const MOST_CITED = 200
/** What official titles of national laws begin with, and people leave out. */
const COUNTRY = '中华人民共和国'
/** Where a citation names no paragraph. */
const WHOLE = '全条'

/** The articles of words that somebody gives. @throws Invalid with the line of each thing that can't be right */
function read(words: string) {
  const { articles: found, preamble, problems } = parseArticles(words)
  if (problems.length > 0)
    throw new Invalid('全文有不清楚的地方，请改正后再提交', {
      code: 'regulation.words',
      problems: problems
        .slice(0, MOST_PROBLEMS)
        .map(({ line, message }) => ({ path: 'input.words', message: `第 ${line} 行：${message}` })),
    })
  return { found, preamble: preamble.join('\n').slice(0, 4000) || null }
}

/** Numbers have two decimals in the register, as they have here. */
const valuesOf = ({ number, place, heading, words }: Article) => ({ number, place, heading: heading || null, content: words })

const asArticle = ({ number, place, heading, content }: Kept): Article => ({ number, place, heading: heading ?? '', words: content })

/** The articles of a text that hold on a day, in their order. */
const articlesOf = async ({ registers }: ActionContext, text: string, day: string): Promise<Kept[]> =>
  (await registers.listAt(articles, { text }, day)).toSorted((a, b) => a.place - b.place)

/** What becomes of each article of a text when these are its words from a day on. */
async function fatesOf(context: ActionContext, text: string, words: string, day: string) {
  const kept = await articlesOf(context, text, day)
  const { found, preamble } = read(words)
  const byNumber = new Map(kept.map((one) => [one.number, one]))
  const fates = align(kept.map(asArticle), found)
  const keptOf = (article: Article) => byNumber.get(article.number)!
  const count = (kind: Fate['kind']) => fates.filter((fate) => fate.kind === kind).length
  const counts = { changed: count('changed'), moved: count('moved'), added: count('added'), repealed: count('repealed') }
  return { fates, keptOf, counts, preamble }
}

const citationsOf = ({ registers }: ActionContext, article: string): Promise<Citation[]> =>
  registers.list(citations, { article }, MOST_CITED)

/** Flags what cites an article. @returns how many there are */
async function flag(
  context: ActionContext,
  article: string,
  state: 'review' | 'void',
  amendment: Citation['amendment'],
  changedFrom: string,
): Promise<number> {
  const cited = await citationsOf(context, article)
  for (const { id, version } of cited) await context.registers.change(citations, id, version, { state, amendment, changedFrom })
  return cited.length
}

async function inForce({ registers }: ActionContext, id: string): Promise<Text> {
  const text = await registers.get(texts, id)
  if (text.repealedOn) throw new Conflict(`《${text.title}》已于 ${text.repealedOn} 废止`, { code: 'regulation.repealed' })
  return text
}

/** Later than what is there, because a period can't begin before the one that it follows. */
function requireLater(text: Text, day: string): void {
  if (day <= text.effectiveFrom)
    throw new Invalid(`施行日期应晚于现行文本的 ${text.effectiveFrom}`, { code: 'regulation.day', path: 'input.effectiveFrom' })
}

export default implement(regulation, {
  /** Takes in a whole text, article by article. @throws Conflict where it is there already */
  async takeIn({ registers }, { words, number, ...given }) {
    const { found, preamble } = read(words)
    const same = await registers.find(texts, { title: given.title })
    if (same && !same.repealedOn) throw new Conflict(`《${given.title}》已经收录；有修订的，请录入修订`, { code: 'regulation.there' })
    const text = await registers.add(texts, { ...given, number: number ?? null, preamble })
    const amendment = await registers.add(amendments, {
      text,
      act: 'taken-in',
      by: given.title,
      decidedOn: given.promulgatedOn,
      effectiveFrom: given.effectiveFrom,
      changed: 0,
      moved: 0,
      added: found.length,
      repealed: 0,
    })
    await registers.addMany(
      articles,
      found.map((one) => ({ text, amendment, ...valuesOf(one), from: given.effectiveFrom })),
    )
    return { text, articles: found.length }
  },

  /** What a revision would do, article by article, before anything is written. */
  async compare(context, { text, words }) {
    const { effectiveFrom } = await inForce(context, text)
    const { fates, keptOf, counts } = await fatesOf(context, text, words, context.today < effectiveFrom ? effectiveFrom : context.today)
    const labels = { same: '未变', moved: '只调整条序', changed: '改动', added: '新增', repealed: '删去' }
    const told = []
    for (const fate of fates) {
      if (fate.kind === 'same') continue
      const before = 'before' in fate ? fate.before : undefined
      const after = 'after' in fate ? fate.after : undefined
      told.push({
        fate: labels[fate.kind],
        before: before?.number ?? null,
        after: after?.number ?? null,
        cited: before ? (await citationsOf(context, keptOf(before).key)).length : 0,
        begins: (after ?? before)!.words.slice(0, 40).replaceAll('\n', ' '),
      })
    }
    return { ...counts, articles: told }
  },

  /** Takes in a revision: what changes begins a period of its own, and whatever cites it is to be looked over. */
  async revise(context, { text: id, words, by, promulgatedOn, effectiveFrom, number, source, verified }) {
    const { registers } = context
    const text = await inForce(context, id)
    requireLater(text, effectiveFrom)
    const { fates, keptOf, counts, preamble } = await fatesOf(context, id, words, effectiveFrom)
    if (Object.values(counts).every((count) => count === 0))
      throw new Invalid('与现行文本没有不同', { code: 'regulation.same', path: 'input.words' })
    const amendment = await registers.add(amendments, { text: id, act: 'revised', by, decidedOn: promulgatedOn, effectiveFrom, ...counts })
    const begun: Parameters<typeof registers.addMany<typeof articles>>[1][number][] = []
    let toReview = 0
    for (const fate of fates) {
      if (fate.kind === 'same') continue
      const kept = fate.kind === 'added' ? undefined : keptOf(fate.before)
      if (kept) {
        await registers.change(articles, kept.id, kept.version, { to: effectiveFrom })
        toReview += await flag(context, kept.key, fate.kind === 'repealed' ? 'void' : 'review', amendment, effectiveFrom)
      }
      if (fate.kind !== 'repealed')
        begun.push({ text: id, amendment, ...valuesOf(fate.after), from: effectiveFrom, ...(kept ? { key: kept.key } : {}) })
    }
    await registers.addMany(articles, begun)
    await registers.change(texts, id, text.version, {
      effectiveFrom,
      promulgatedOn,
      source,
      verified,
      ...(number === null || number === undefined ? {} : { number }),
      ...(preamble === null ? {} : { preamble }),
    })
    return { amendment, ...counts, toReview }
  },

  /** A whole text ceases to hold: its articles end, and whatever cites them stands on nothing. */
  async repeal(context, { text: id, by, decidedOn, from }) {
    const { registers } = context
    const text = await inForce(context, id)
    if (from <= text.effectiveFrom)
      throw new Invalid(`废止日期应晚于施行日期 ${text.effectiveFrom}`, { code: 'regulation.day', path: 'input.from' })
    const kept = await articlesOf(context, id, from)
    const counts = { changed: 0, moved: 0, added: 0, repealed: kept.length }
    const amendment = await registers.add(amendments, { text: id, act: 'repealed', by, decidedOn, effectiveFrom: from, ...counts })
    let toReview = 0
    for (const one of kept) {
      await registers.change(articles, one.id, one.version, { to: from })
      toReview += await flag(context, one.key, 'void', amendment, from)
    }
    await registers.change(texts, id, text.version, { repealedOn: from })
    return { amendment, repealed: kept.length, toReview }
  },

  /** Says that something of the city stands on an article that holds today. */
  async cite(context, { text, number, clause, ...given }) {
    const { article } = await cited(context, text, number)
    const citation = await context.registers.add(citations, { ...given, text, number, clause: clause ?? WHOLE, article, state: 'holds' })
    return { citation }
  },

  /** The same by what a basis says: a text by its name, long or short, and all articles in the words. What is not here is not cited. */
  async citeNamed(context, { law, named, ...given }) {
    const { registers } = context
    const text = (await registers.find(texts, { title: law })) ?? (await registers.find(texts, { title: `${COUNTRY}${law}` }))
    let count = 0
    for (const { number, clause } of text ? namedArticles(named) : []) {
      const [article] = await registers.listAt(articles, { text: text!.id, number }, context.today)
      if (!article) continue
      const values = { ...given, text: text!.id, article: article.key, clause: clause ?? WHOLE }
      if (await registers.find(citations, { what: values.what, code: values.code, article: values.article, clause: values.clause }))
        continue
      await registers.add(citations, { ...values, number, state: 'holds' })
      count += 1
    }
    return { cited: count }
  },

  /** Somebody has looked over what a citation stands on, and says which article it is now. */
  async confirm(context, { citation, number, note }) {
    const { registers } = context
    const kept = await registers.get(citations, citation)
    if (kept.state === 'holds') throw new Conflict('这处引用没有待核对的变动', { code: 'regulation.holds' })
    const day = kept.changedFrom && kept.changedFrom > context.today ? kept.changedFrom : context.today
    const { article } = await cited(context, kept.text, number, day)
    await registers.change(citations, citation, kept.version, { state: 'holds', article, number, note })
    return { citation, number }
  },
})

/** The article of a text by its number, on a day. @throws Invalid where there is none */
async function cited(context: ActionContext, text: string, number: string, day = context.today): Promise<{ article: string }> {
  const wrong = (message: string) => new Invalid(message, { code: 'regulation.article', path: 'input.number' })
  if (placeOf(number) === undefined) throw wrong('条号应写成“第三十二条”这样')
  const [found] = await context.registers.listAt(articles, { text, number }, day)
  if (!found) throw wrong(`${day} 时没有${number}`)
  return { article: found.key }
}
