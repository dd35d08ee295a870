import { expect, test } from 'vitest'
import { openEnglish } from '../../src/english/index.ts'
import { loadSystems } from '../../src/systems/index.ts'
import type { LoadedSystem } from '../../src/systems/index.ts'
import { identityRegisters, identityRoles } from '#engines/identity'
import { calendarDays } from '#engines/cases'
import { filesBelow, sources, textOf } from './source.ts'
import { sentencesOf } from './sentences.ts'

const english = openEnglish('4418')
const hasChinese = /\p{Script=Han}/u

/** Addresses of sources, which no reader sees. */
const unseen = new Set(['source'])

/** What a demonstration says of its posts and accounts; the names of people stay. */
const postsOf = ({ posts = [], citizens = [] }: LoadedSystem['seed']) => [
  ...posts.map(({ postName, what }) => [postName, what]),
  ...citizens.map(({ what }) => what),
]

/** Every Chinese text in a declaration, with its place. */
function textsOf(value: unknown, path: string, found = new Map<string, string>()): Map<string, string> {
  if (typeof value === 'string') {
    if (hasChinese.test(value)) found.set(value, path)
  } else if (value !== null && typeof value === 'object')
    for (const [key, one] of Object.entries(value)) if (!unseen.has(key)) textsOf(one, `${path}.${key}`, found)
  return found
}

const report = (what: string, all: ReadonlyMap<string, string>) => {
  const missing = [...all].filter(([text]) => english.text(text) === undefined)
  process.stdout.write(`English of ${what}: ${all.size - missing.length} of ${all.size}\n`)
  return missing.map(([text, path]) => `${path}: ${text}`)
}

test('everything that is declared has its English', async () => {
  const systems = await loadSystems()
  const all = textsOf([identityRegisters, identityRoles, calendarDays].flat(), 'engines')
  // Papers with legal force are Chinese; a template is shown in English by its name alone.
  for (const { system, seed } of systems) {
    const { templates, ...rest } = system
    for (const [text, path] of textsOf(postsOf(seed), `${system.name} seed`)) all.set(text, path)
    for (const [text, path] of textsOf({ ...rest, templates: templates.map(({ label }) => ({ label })) }, system.name)) all.set(text, path)
  }
  expect(report('declarations', all)).toEqual([])
})

test('every sentence of the code has its English', () => {
  expect(report('sentences', sentencesOf(sources()))).toEqual([])
})

/** Of what a matter ships: papers with legal force are Chinese, a text in both languages has its English beside it, `{…}` is a pattern. */
const papers = new Set(['instruments', 'placeholders', 'remediesParagraph'])
function shownOf(value: unknown): unknown {
  if (typeof value === 'string') return value.includes('{') ? '' : value
  if (value === null || typeof value !== 'object') return value
  if ('zh' in value && 'en' in value) return ''
  return Object.fromEntries(Object.entries(value).flatMap(([key, one]) => (papers.has(key) ? [] : [[key, shownOf(one)]])))
}

const city = (path: string) => JSON.parse(textOf(`city/${path}`)) as unknown
const table = (path: string) => textOf(`city/${path}`).trim().split('\n').slice(1)

test('everything that a city ships has its English', () => {
  const { matters } = city('cn/listed/guangan.json') as { matters: string[][] }
  expect(report('listed matters', new Map(matters.map(([code, name]) => [name!, code!])))).toEqual([])

  const files = filesBelow('city/4418/matters').filter((path) => path.endsWith('.json'))
  expect(files.length).toBeGreaterThan(0)
  const shipped = new Map(files.flatMap((path) => [...textsOf(shownOf(JSON.parse(textOf(path))), path)]))
  expect(report('matters', shipped)).toEqual([])

  const { days } = city('cn/calendar.json') as { days: { date: string; name: string }[] }
  expect(report('days off', new Map(days.map(({ date, name }) => [name, date])))).toEqual([])

  const codes = (file: string) => new Map(table(file).map((row) => [row.split(',')[1]!, `${file} ${row.split(',')[0]!}`] as const))
  expect(report('ethnic groups', codes('cn/ethnic-groups.csv'))).toEqual([])
  expect(report('industries', codes('cn/industries.csv'))).toEqual([])

  const { features } = city('4418/counties.geojson') as { features: { properties: { code: string; name: string } }[] }
  expect(report('counties', new Map(features.map(({ properties }) => [properties.name, properties.code])))).toEqual([])
  const organisations = city('4418/organisations.json') as { key: string; name: string; shortName: string }[]
  const organs = new Map(organisations.flatMap(({ key, name, shortName }) => [[name, key] as const, [shortName, key] as const]))
  expect(report('organisations', organs)).toEqual([])
})

test('English holds no Chinese but the signs of a plate', () => {
  const files = ['src/english/declared.json', 'src/english/sentences.json', 'city/cn/english.json', 'city/4418/english.json']
  const phrases = files.flatMap((file) => Object.entries(JSON.parse(textOf(file)) as Record<string, string>))
  expect(phrases.filter(([, said]) => hasChinese.test(said.replaceAll('粤R', '')))).toEqual([])
})
