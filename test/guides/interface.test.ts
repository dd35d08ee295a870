import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { testCity } from '#testing'

/** `docs/guides/interface.md` is followed to the letter, one command after the other. */
const page = readFileSync(new URL('../../docs/guides/interface.md', import.meta.url), 'utf8')
const commands = [...page.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].map(([, text = '']) => text)

async function followed(script: string, address: string): Promise<{ code: number | null; said: string }> {
  const folder = mkdtempSync(join(tmpdir(), 'chengshu-interface-'))
  try {
    const shell = spawn('bash', ['-euxo', 'pipefail', '-c', script], { cwd: folder, env: { ...process.env, CITY: address } })
    let said = ''
    for (const stream of [shell.stdout, shell.stderr]) stream.on('data', (piece: Buffer) => (said += piece.toString()))
    const code = await new Promise<number | null>((resolve) => shell.once('close', resolve))
    return { code, said }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** The page asks for nothing else. */
const isThere = ['bash', 'curl', 'jq'].every((name) => spawnSync(name, ['--version']).status === 0)

test.skipIf(!isThere)(
  'the page for programs does what it says',
  async () => {
    expect(commands.length).toBeGreaterThan(8)
    const city = await testCity()
    try {
      const { code, said } = await followed(commands.join('\n'), city.address)
      expect(code, said.slice(-3000)).toBe(0)
    } finally {
      await city.stop()
    }
  },
  60_000,
)
