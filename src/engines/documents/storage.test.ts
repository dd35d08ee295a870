import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Invalid, NotFound } from '#kernel/errors'
import { checkFile, clearIncoming, dropFile, openFile, putFile } from './storage.ts'

let dir: string
beforeEach(async () => void (dir = await mkdtemp(join(tmpdir(), 'documents-'))))
afterEach(() => rm(dir, { recursive: true }))

const incoming = () => readdir(join(dir, 'incoming'))
async function read(sha256: string): Promise<Buffer> {
  const parts: Buffer[] = []
  for await (const part of (await openFile(dir, sha256)).stream) parts.push(part as Buffer)
  return Buffer.concat(parts)
}

describe('putFile', () => {
  it('keeps a file under its digest, once', async () => {
    const content = Buffer.from('清远')
    const stored = await putFile(dir, content)
    expect(stored).toEqual({ sha256: createHash('sha256').update(content).digest('hex'), size: 6 })
    expect(await putFile(dir, content)).toEqual(stored)
    expect(await read(stored.sha256)).toEqual(content)
    expect(await incoming()).toEqual([])
  })
  it('takes a stream', async () => {
    async function* parts() {
      yield Buffer.from('a')
      yield Buffer.from('bc')
    }
    const { sha256, size } = await putFile(dir, parts())
    expect({ sha256, size }).toEqual({ sha256: 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad', size: 3 })
  })
  it('leaves nothing of a file that is too large, empty, or breaks off', async () => {
    async function* broken() {
      yield Buffer.from('half')
      throw new Error('connection lost')
    }
    await expect(putFile(dir, Buffer.alloc(11), { maxBytes: 10 })).rejects.toThrow(Invalid)
    await expect(putFile(dir, Buffer.alloc(0))).rejects.toThrow(Invalid)
    await expect(putFile(dir, broken())).rejects.toThrow('connection lost')
    expect(await readdir(dir)).toEqual(['incoming'])
    expect(await incoming()).toEqual([])
  })
  it('shows no half file when the writer is killed in the middle', async () => {
    const script = `
      import { putFile } from ${JSON.stringify(fileURLToPath(new URL('./storage.ts', import.meta.url)))}
      async function* endless() { for (;;) { yield Buffer.alloc(65536, 1); process.stdout.write('.'); await new Promise((go) => setTimeout(go, 1)) } }
      await putFile(${JSON.stringify(dir)}, endless())`
    const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script], { cwd: process.cwd() })
    await once(child.stdout, 'data')
    child.kill('SIGKILL')
    await once(child, 'exit')
    expect(await readdir(dir)).toEqual(['incoming'])
    expect(await incoming()).toHaveLength(1)
  })
})

describe('openFile', () => {
  it.each(['0'.repeat(64), '../../etc/passwd', ''])('finds nothing under %j', (sha256) =>
    expect(openFile(dir, sha256)).rejects.toThrow(NotFound),
  )
})

describe('checkFile', () => {
  it('tells a whole file from a damaged one and from none', async () => {
    const { sha256 } = await putFile(dir, Buffer.from('abc'))
    expect(await checkFile(dir, sha256)).toBe('whole')
    await writeFile(join(dir, sha256.slice(0, 2), sha256.slice(2, 4), sha256), 'abd')
    expect(await checkFile(dir, sha256)).toBe('damaged')
    expect(await checkFile(dir, '0'.repeat(64))).toBe('missing')
  })
})

describe('clearIncoming', () => {
  it('removes what is old and leaves what is being written', async () => {
    await putFile(dir, Buffer.from('abc'))
    await writeFile(join(dir, 'incoming', 'old'), 'x')
    await writeFile(join(dir, 'incoming', 'new'), 'x')
    const yesterday = new Date(Date.now() - 86_400_000)
    await utimes(join(dir, 'incoming', 'old'), yesterday, yesterday)
    expect(await clearIncoming(dir, 1)).toBe(1)
    expect(await incoming()).toEqual(['new'])
  })
})

describe('dropFile', () => {
  const old = new Date(Date.now() - 3_600_000)
  const age = async (sha256: string) => utimes(join(dir, sha256.slice(0, 2), sha256.slice(2, 4), sha256), old, old)
  const drop = (sha256: string, named: boolean) => dropFile(dir, sha256, { minutes: 30, isNamed: async () => named })

  it('removes what nothing names, once', async () => {
    const { sha256 } = await putFile(dir, Buffer.from('清远'))
    await age(sha256)
    expect(await drop(sha256, false)).toBe(true)
    expect(await checkFile(dir, sha256)).toBe('missing')
    expect(await drop(sha256, false)).toBe(false)
    expect(await incoming()).toEqual([])
  })
  it('leaves what is named, and what was just stored again', async () => {
    const { sha256 } = await putFile(dir, Buffer.from('清远'))
    expect(await drop(sha256, false)).toBe(false)
    await age(sha256)
    expect(await drop(sha256, true)).toBe(false)
    expect(await checkFile(dir, sha256)).toBe('whole')
    expect(await incoming()).toEqual([])
  })
})
