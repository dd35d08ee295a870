import { firstNeeds, SESSION } from '../web/first-needs.ts'
import { appPolicy } from './assets.ts'
import { filesOf, type Build } from './build.ts'
import { within } from './within.ts'

/** An answer of our own interface, by its address; undefined when it is none that goes with a page. */
export type Ask = (address: string) => Promise<string | undefined>

/** The page of the browser's own router, in the pieces in which it is sent. */
export interface AppPage {
  policy: string
  pieces(url: string, given: Given): AsyncGenerator<string>
}

/** The first view of a page as markup, from the answers that go with it; undefined when the browser writes it. */
export type Write = (url: URL, answers: ReadonlyMap<string, unknown>) => Promise<string | undefined>

interface Given {
  language: 'zh' | 'en'
  ask?: Ask
  write?: Write
  /** Milliseconds for which the end of the page waits for an answer; what comes later is asked for by the page itself. */
  patience?: number
}

// Neither a closing tag nor the beginning of a comment may stand in a script: no sign of markup does.
const safe = (json: string) => json.replaceAll('<', '\\u003c')

/** Whether an answer about the session says that somebody works at a post: nobody else is shown anything of the desk. */
const hasPost = (answer: string | undefined) =>
  answer !== undefined && Boolean((JSON.parse(answer) as { actor?: { post?: unknown } | null }).actor?.post)

/** The answers that there are in time, by their addresses. */
async function answersOf(asked: readonly string[], { ask, patience }: { ask: Ask; patience: number }) {
  const member = async (address: string) => [address, await within(ask(address), patience).catch(() => undefined)] as const
  const session = await member(SESSION)
  const answers = hasPost(session[1]) ? await Promise.all(asked.map(member)) : []
  return new Map([session, ...answers].filter((found): found is readonly [string, string] => found[1] !== undefined))
}

/** Answers as the browser finds them (`takeAtHand`): data in a script that isn't one, which no policy of scripts is about. */
function asData(answers: ReadonlyMap<string, string>, language: string): string {
  const members = [...answers].map(([address, answer]) => `${JSON.stringify(address)}:${answer}`)
  return `<script type="application/json" id="at-hand">${safe(`{"language":"${language}","answers":{${members.join()}}}`)}</script>`
}

const parsed = (answers: ReadonlyMap<string, string>) =>
  new Map([...answers].map(([address, answer]) => [address, JSON.parse(answer) as unknown]))

const emptyRoot = '<div id="root"></div>'

/** What stands in the page's root until something is shown there; it goes before the root when that is written by the server. */
const root = /<div id="root">\s*<p class="first-paint">([\s\S]*?)<\/p>\s*<\/div>/

/**
 * The page of a build. Its head goes out at once with the files that the address will need, so that the browser loads them while the
 * answers to the page's first questions are found; they follow, with the first view of a page that the server writes, and no round trip is
 * made for them.
 */
export function appPage(build: Build): AppPage {
  const { html } = build
  const head = html.indexOf('</head>')
  const end = html.lastIndexOf('</body>')
  return {
    policy: appPolicy(html),
    async *pieces(url, { language, ask, write, patience = 1_500 }) {
      const address = new URL(url, 'http://own.invalid')
      const { modules, asked, writtenFrom } = firstNeeds(address.pathname, address.searchParams)
      const { scripts, styles } = filesOf(build, modules)
      const links = [
        ...styles.map((file) => `<link rel="stylesheet" crossorigin href="${file}">`),
        ...scripts.map((file) => `<link rel="modulepreload" crossorigin href="${file}">`),
      ].filter((link) => !html.includes(link))
      const opened = `${html.slice(0, head)}${links.join('\n')}`
      const place = root.exec(html)
      if (!ask || !write || !writtenFrom || !place) {
        yield `${opened}${html.slice(head, end)}`
        yield `${ask ? asData(await answersOf(asked, { ask, patience }), language) : ''}${html.slice(end)}`
        return
      }
      yield `${opened}${html.slice(head, place.index)}<p class="first-paint" id="opening">${place[1]}</p>`
      const answers = await answersOf(asked, { ask, patience })
      const view = writtenFrom.every((question) => answers.has(question)) ? await write(address, parsed(answers)) : undefined
      yield view === undefined ? emptyRoot : `<div id="root" data-written>${view}</div>`
      yield `${html.slice(place.index + place[0].length, end)}${asData(answers, language)}${html.slice(end)}`
    },
  }
}
