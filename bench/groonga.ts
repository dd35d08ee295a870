import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { Writer } from './documents.ts'

const PROGRAM = '/usr/bin/groonga'
const PIECE = 20_000

/** Whether the peer is there: Debian's package `groonga-bin`. */
export const hasGroonga = (): boolean => existsSync(PROGRAM)

/** A server of the same documents, found by pairs of characters as ours are. */
export interface Groonga {
  port: number
  /** Where the first fifty documents of a word are, in no order; never from its cache. */
  path(word: string): string
  /** How many documents a word is in. */
  count(word: string): Promise<number>
  close(): Promise<void>
}

/** A port that nobody listens on just now. */
async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const { port } = probe.address() as AddressInfo
  probe.close()
  await once(probe, 'close')
  return port
}

const schema = `table_create Docs TABLE_HASH_KEY UInt32
column_create Docs title COLUMN_SCALAR ShortText
column_create Docs body COLUMN_SCALAR Text
table_create Terms TABLE_PAT_KEY ShortText --default_tokenizer TokenBigram --normalizer NormalizerAuto
`
const index = 'column_create Terms docs COLUMN_INDEX|WITH_POSITION|WITH_SECTION Docs title,body\n'

/** Fills a database of the peer's with these documents, as one fills it fastest: the index last; and serves it on loopback. */
export async function openGroonga(writer: Writer, rows: number): Promise<Groonga> {
  const folder = mkdtempSync(join(tmpdir(), 'cs-groonga-'))
  const filling = spawn(PROGRAM, ['-n', join(folder, 'db')], { stdio: ['pipe', 'ignore', 'inherit'] })
  const filled = once(filling, 'exit')
  const write = async (text: string) => {
    if (!filling.stdin.write(text)) await once(filling.stdin, 'drain')
  }
  await write(schema)
  for (let from = 0; from < rows; from += PIECE) {
    const piece = Array.from({ length: Math.min(PIECE, rows - from) }, (_, i) => ({ _key: from + i, ...writer.document(from + i) }))
    await write(`load --table Docs\n[\n${piece.map((one) => JSON.stringify(one)).join(',\n')}\n]\n`)
  }
  await write(index)
  filling.stdin.end()
  await filled
  const port = await freePort()
  const server = spawn(PROGRAM, ['--protocol', 'http', '--bind-address', '127.0.0.1', '--port', String(port), '-s', join(folder, 'db')], {
    stdio: 'ignore',
  })
  const path = (word: string) =>
    `/d/select?table=Docs&match_columns=title%7C%7Cbody&query=${encodeURIComponent(word)}&limit=50&output_columns=_key,title,body&cache=no`
  const ask = async (word: string) => (await (await fetch(`http://127.0.0.1:${port}${path(word)}`)).json()) as [unknown, [[[number]]]]
  for (let tries = 0; ; tries++) {
    try {
      await ask('清远')
      break
    } catch (error) {
      if (tries === 100) throw error
      await pause(100)
    }
  }
  return {
    port,
    path,
    count: async (word) => (await ask(word))[1][0][0][0],
    async close() {
      server.kill()
      await once(server, 'exit')
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
