import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'

/** `docs/guides/add-a-system.md` is followed to the letter, in a copy of the house. */

const root = new URL('../../', import.meta.url).pathname
const guide = readFileSync(join(root, 'docs/guides/add-a-system.md'), 'utf8')
/** The blocks of the page in their order: commands, files to write, texts to add. */
const blocks = [...guide.matchAll(/^```(sh|ts file=|json merge=)(\S*)\n([\s\S]*?)^```$/gm)].map(([, kind = '', path = '', text = '']) => ({
  kind,
  path,
  text,
}))

let house: string
beforeAll(() => {
  house = mkdtempSync(join(tmpdir(), 'chengshu-guide-'))
  for (const part of [
    'src',
    'city',
    'scripts',
    'test',
    'bench',
    'docs',
    'package.json',
    'tsconfig.json',
    'vitest.config.ts',
    'vite.config.ts',
  ])
    cpSync(join(root, part), join(house, part), { recursive: true })
  symlinkSync(join(root, 'node_modules'), join(house, 'node_modules'))
})
afterAll(() => rmSync(house, { recursive: true, force: true }))

test('a new system is there when the page is done', { timeout: 600_000 }, () => {
  expect(blocks.length).toBeGreaterThan(4)
  // The run inside is one of its own.
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('VITEST') && name !== 'NODE_ENV'))
  for (const { kind, path, text } of blocks) {
    const file = join(house, path)
    if (kind === 'ts file=') {
      mkdirSync(dirname(file), { recursive: true })
      writeFileSync(file, text)
    } else if (kind === 'json merge=')
      writeFileSync(file, JSON.stringify({ ...(JSON.parse(readFileSync(file, 'utf8')) as object), ...(JSON.parse(text) as object) }))
    else
      for (const line of text.trim().split('\n')) {
        const { status, stdout, stderr } = spawnSync('bash', ['-c', line], { cwd: house, env, encoding: 'utf8' })
        expect(status, `${line}\n${stdout.slice(-4000)}\n${stderr.slice(-4000)}`).toBe(0)
      }
  }
})
