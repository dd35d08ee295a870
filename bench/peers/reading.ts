import type pg from 'pg'
import { load, type Question } from '../load.ts'
import {
  PEER_SCHEMA,
  PEER_TABLE,
  copyForPeers,
  isInstalled,
  missing,
  startDirectus,
  startPostgraphile,
  type Peer,
  type PeerName,
} from './index.ts'

/** How many questions are asked at once, of peers as of ours. */
const WIDTH = 16
const PAGE = 50

/** What each peer does for an answer, and what it leaves out. */
export const peersDo: Readonly<Record<PeerName, string>> = {
  postgraphile:
    'PostGraphile 4.14.1 (5 needs Node 22): the same pages and records through a row policy and column grants, unmasked and unrecorded',
  directus: 'Directus 11.3.5: the same pages and records through a policy of its own, unmasked and unrecorded',
}

interface Sample {
  at: { id: string; path: string }
  page: boolean
  /** Our own answer. */
  body: Buffer
}

const fields = ['id', 'region_code', 'region_path', 'name', 'sex', 'birth_date', 'ethnicity', 'household_number', 'address']
const camel = (name: string) => name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase())
const graph = (query: string): Question => ({
  method: 'POST',
  path: '/graphql',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ query }),
})

async function ask({ port, headers }: Peer, question: Question): Promise<unknown> {
  const { method, path, body, ...more } =
    typeof question === 'string' ? { method: 'GET', path: question, body: null, headers: {} } : question
  const answer = await fetch(`http://127.0.0.1:${port}${path}`, { method, body, headers: { ...headers, ...more.headers } })
  const said = await answer.text()
  if (!answer.ok || said.startsWith('{"errors"')) throw new Error(`${path}: ${said}`)
  return JSON.parse(said) as unknown
}

async function askPostgraphile(peer: Peer, { at, page }: Sample): Promise<Question> {
  const columns = fields.map(camel).join(' ')
  if (!page) return graph(`{ personById(id: "${at.id}") { ${columns} } }`)
  const order = 'orderBy: [REGION_PATH_ASC, ID_ASC]'
  const found = (await ask(peer, graph(`{ allPeople(first: 1, ${order}, condition: { id: "${at.id}" }) { edges { cursor } } }`))) as {
    data: { allPeople: { edges: { cursor: string }[] } }
  }
  return graph(`{ allPeople(first: ${PAGE}, ${order}, after: "${found.data.allPeople.edges[0]!.cursor}") { nodes { ${columns} } } }`)
}

async function askDirectus(admin: pg.Client, { at, page }: Sample): Promise<Question> {
  const columns = `fields=${fields.join(',')}`
  if (!page) return `/items/person/${at.id}?${columns}`
  const { rows } = await admin.query<{ position: string }>(`select position from ${PEER_SCHEMA}.${PEER_TABLE} where id = $1`, [at.id])
  return `/items/person?${columns}&limit=${PAGE}&sort=position&filter[position][_gt]=${rows[0]!.position}`
}

/** Every key of a record in an answer, whatever it is wrapped in. */
function idsIn(answer: unknown): string[] {
  if (Array.isArray(answer)) return answer.flatMap(idsIn)
  if (typeof answer !== 'object' || answer === null) return []
  const { id } = answer as { id?: unknown }
  return typeof id === 'string' ? [id] : Object.values(answer).flatMap(idsIn)
}

/**
 * The peers that are installed, over a plain copy of the people, each asked for the same pages and records as ours.
 * @throws Error when one gives other records: the run is void
 */
export async function openPeers(
  admin: pg.Client,
  connection: pg.ClientConfig,
  within: readonly [string, string],
  samples: readonly Sample[],
  log: (line: string) => void,
) {
  const names = (['postgraphile', 'directus'] as const).filter((name) => {
    if (!isInstalled(name)) log(missing(name))
    return isInstalled(name)
  })
  const opened: Peer[] = []
  const contestants: Record<string, (seconds: number) => Promise<number>> = {}
  const close = async () => {
    for (const peer of opened) await peer.close()
  }
  if (names.length > 0) await copyForPeers(admin)
  try {
    for (const name of names) {
      const peer =
        name === 'postgraphile' ? await startPostgraphile(admin, connection, within) : await startDirectus(admin, connection, within)
      opened.push(peer)
      const questions: Question[] = []
      for (const sample of samples) {
        const question = name === 'postgraphile' ? await askPostgraphile(peer, sample) : await askDirectus(admin, sample)
        const [theirs, ours] = [idsIn(await ask(peer, question)), idsIn(JSON.parse(sample.body.toString('utf8')))]
        if (theirs.length === 0 || theirs.join() !== ours.join())
          throw new Error(`${name} gives other records than ours at ${sample.at.id}: the run is void`)
        questions.push(question)
      }
      contestants[name] = async (seconds) =>
        (await load(peer.port, questions, { seconds, width: WIDTH, headers: peer.headers })).done / seconds
    }
  } catch (error) {
    await close()
    throw error
  }
  return { names, contestants, close }
}
