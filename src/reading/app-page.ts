import { firstNeeds, SESSION } from '../web/first-needs.ts'
import { appPolicy } from './assets.ts'
import { filesOf, type Build } from './build.ts'
import { within } from './within.ts'

/** An answer of our own interface, by its address; undefined when it is none that goes with a page. */
export type Ask = (address: string) => Promise<string | undefined>

/** The page of the browser's own router, in the pieces in which it is sent. */
export interface AppPage {
  policy: string
  /** `patience`: milliseconds for which the end of the page waits for an answer; what comes later is asked for by the page itself. */
  pieces(url: string, given: { language: 'zh' | 'en'; ask?: Ask; patience?: number }): AsyncGenerator<string>
}

// Neither a closing tag nor the beginning of a comment may stand in a script: no sign of markup does.
const safe = (json: string) => json.replaceAll('<', '\\u003c')

/** Whether an answer about the session says that somebody works at a post: nobody else is shown anything of the desk. */
const hasPost = (answer: string | undefined) =>
  answer !== undefined && Boolean((JSON.parse(answer) as { actor?: { post?: unknown } | null }).actor?.post)

/** Answers as the browser finds them (`takeAtHand`): data in a script that isn't one, which no policy of scripts is about. */
async function answersOf(asked: readonly string[], { language, ask, patience }: { language: string; ask: Ask; patience: number }) {
  const member = async (address: string) => [address, await within(ask(address), patience).catch(() => undefined)] as const
  const session = await member(SESSION)
  const answers = hasPost(session[1]) ? await Promise.all(asked.map(member)) : []
  const members = [session, ...answers].flatMap(([address, answer]) =>
    answer === undefined ? [] : [`${JSON.stringify(address)}:${answer}`],
  )
  return `<script type="application/json" id="at-hand">${safe(`{"language":"${language}","answers":{${members.join()}}}`)}</script>`
}

/**
 * The page of a build. Its head goes out at once with the files that the address will need, so that the browser loads them while the
 * answers to the page's first questions are found; they follow, and no round trip is made for them.
 */
export function appPage(build: Build): AppPage {
  const { html } = build
  const head = html.indexOf('</head>')
  const end = html.lastIndexOf('</body>')
  return {
    policy: appPolicy(html),
    async *pieces(url, { language, ask, patience = 1_500 }) {
      const { pathname, searchParams } = new URL(url, 'http://own.invalid')
      const { modules, asked } = firstNeeds(pathname, searchParams)
      const { scripts, styles } = filesOf(build, modules)
      const links = [
        ...styles.map((file) => `<link rel="stylesheet" crossorigin href="${file}">`),
        ...scripts.map((file) => `<link rel="modulepreload" crossorigin href="${file}">`),
      ].filter((link) => !html.includes(link))
      yield `${html.slice(0, head)}${links.join('\n')}${html.slice(head, end)}`
      yield `${ask ? await answersOf(asked, { language, ask, patience }) : ''}${html.slice(end)}`
    },
  }
}
