import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { readSettings, Refusal, settingsTable } from './settings.ts'

test('without an environment every setting has its default', () => {
  expect(readSettings({})).toEqual({
    host: '127.0.0.1',
    port: 8080,
    trustedProxies: [],
    databaseUrl: undefined,
    dataDir: resolve('.data'),
    city: '4418',
    installation: 'qingyuan',
    timezone: 'Asia/Shanghai',
    locale: 'zh-CN',
    natsUrl: undefined,
    suitesDir: undefined,
    logLevel: 'info',
    workers: 2,
  })
})

test('an empty variable is as good as none', () => {
  expect(readSettings({ PORT: '  ', DATABASE_URL: '' })).toEqual(readSettings({}))
})

test('values are parsed', () => {
  const read = readSettings({
    PORT: '81',
    DATA_DIR: 'here',
    DATABASE_URL: 'postgres://u:p@/town?host=/run/pg',
    LOCALE: 'zh-cn',
    HOST: '::1',
    TRUSTED_PROXIES: '10.0.0.5, 2001:db8::/64',
    PUBLIC_URL: 'https://Data.Example.org/',
  })
  expect(read).toMatchObject({
    trustedProxies: ['10.0.0.5', '2001:db8::/64'],
    publicUrl: 'https://data.example.org',
    port: 81,
    dataDir: resolve('here'),
    databaseUrl: 'postgres://u:p@localhost/town?host=/run/pg',
    locale: 'zh-CN',
    host: '::1',
  })
})

describe('a wrong value is refused with the name of its setting, and not repeated', () => {
  test.each([
    ['HOST', 'two words'],
    ['PORT', '0'],
    ['PORT', '65536'],
    ['PORT', '80a'],
    ['PUBLIC_URL', 'data.example.org'],
    ['PUBLIC_URL', 'https://example.org/data'],
    ['PUBLIC_URL', 'ftp://example.org'],
    ['TRUSTED_PROXIES', 'loopback'],
    ['TRUSTED_PROXIES', '1'],
    ['TRUSTED_PROXIES', '10.0.0.0/33'],
    ['TRUSTED_PROXIES', '0.0.0.0/0'],
    ['DATABASE_URL', 'mysql://u:secret@h/d'],
    ['CITY', '441'],
    ['CITY', '44180'],
    ['INSTALLATION', 'Qingyuan'],
    ['INSTALLATION', '1st'],
    ['TIMEZONE', 'Asia/Qingyuan'],
    ['LOCALE', 'not a locale'],
    ['NATS_URL', 'http://x'],
    ['LOG_LEVEL', 'loud'],
    ['WORKERS', '0'],
  ])('%s=%s', (name, value) => {
    const refusal = catchRefusal(() => readSettings({ [name]: value }))
    const [zh, en, ...more] = refusal.message.split('\n')
    expect(zh).toContain(`设置 ${name} `)
    expect(en).toContain(`setting ${name} `)
    expect(more).toEqual([])
    expect(refusal.message).not.toContain('secret')
  })
})

test('the page for operators documents every setting with its default and sentence, and no other', () => {
  const page = readFileSync('docs/operations/settings.md', 'utf8')
  const rows = page
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    )
  const documented = Object.fromEntries(rows.map(([name = '', fallback = '', zh = '', en = '']) => [name, { fallback, zh, en }]))
  const shown = (fallback: string | undefined) =>
    fallback === undefined ? '–' : `\`${fallback === resolve('.data') ? '.data' : fallback}\``
  expect(documented).toEqual(
    Object.fromEntries(
      Object.values(settingsTable).map(({ name, default: fallback, zh, en }) => [`\`${name}\``, { fallback: shown(fallback), zh, en }]),
    ),
  )
})

function catchRefusal(work: () => unknown): Refusal {
  try {
    work()
  } catch (thrown) {
    if (thrown instanceof Refusal) return thrown
    throw thrown
  }
  throw new Error('nothing was refused')
}
