import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { connect, createServer, type AddressInfo } from 'node:net'
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
  /** The first fifty documents of a word, in no order, and how many there are; never from its cache. */
  search(word: string): Promise<{ count: number; shown: number }>
  close(): Promise<void>
}

/** A connection by the peer's own protocol (GQTP): a head of 24 bytes, the size at its eighth, then the text. */
function openConnection(port: number): { ask(command: string): Promise<string>; close(): void } {
  const socket = connect(port, '127.0.0.1')
  socket.setNoDelay(true)
  let waiting = Buffer.alloc(0)
  let told: ((answer: string) => void) | undefined
  let broken: ((error: Error) => void) | undefined
  socket.on('error', (error) => broken?.(error))
  socket.on('close', () => broken?.(new Error('groonga closed the connection')))
  socket.on('data', (data) => {
    waiting = Buffer.concat([waiting, data])
    if (waiting.length < 24 || waiting.length < 24 + waiting.readUInt32BE(8)) return
    const answer = waiting.toString('utf8', 24, 24 + waiting.readUInt32BE(8))
    waiting = waiting.subarray(24 + waiting.readUInt32BE(8))
    told?.(answer)
  })
  return {
    ask: (command) =>
      new Promise((resolve, reject) => {
        told = resolve
        broken = reject
        const text = Buffer.from(command)
        const head = Buffer.alloc(24)
        head[0] = 0xc7
        head.writeUInt32BE(text.length, 8)
        socket.write(Buffer.concat([head, text]))
      }),
    close: () => void socket.destroy(),
  }
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

/** Waits until somebody listens. @throws Error after ten seconds */
async function listening(port: number): Promise<void> {
  for (let tries = 0; ; tries++) {
    const socket = connect(port, '127.0.0.1')
    try {
      await once(socket, 'connect')
      return
    } catch (error) {
      if (tries === 100) throw error
      await pause(100)
    } finally {
      socket.destroy()
    }
  }
}

const schema = `table_create Docs TABLE_HASH_KEY UInt32
column_create Docs title COLUMN_SCALAR ShortText
column_create Docs body COLUMN_SCALAR Text
table_create Terms TABLE_PAT_KEY ShortText --default_tokenizer TokenBigram --normalizer NormalizerAuto
`
const index = 'column_create Terms docs COLUMN_INDEX|WITH_POSITION|WITH_SECTION Docs title,body\n'

/** Fills a database of the peer's with these documents, as one fills it fastest: the index last; and serves it on loopback. */
export async function openGroonga(writer: Writer, rows: number, width: number): Promise<Groonga> {
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
  const server = spawn(PROGRAM, ['--bind-address', '127.0.0.1', '--port', String(port), '-s', join(folder, 'db')], { stdio: 'ignore' })
  await listening(port)
  const free = Array.from({ length: width }, () => openConnection(port))
  return {
    async search(word) {
      const one = free.pop()!
      const said = await one.ask(
        `select --table Docs --match_columns title||body --query ${word} --limit 50 --output_columns _key,title,body --cache no`,
      )
      free.push(one)
      const [[[count], , ...rows]] = JSON.parse(said) as [[[number], unknown, ...unknown[]]]
      return { count, shown: rows.length }
    },
    async close() {
      for (const one of free) one.close()
      server.kill()
      await once(server, 'exit')
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
