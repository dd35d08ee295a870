import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { answerable } from '#engines/registers'
import { loadSystems, systemsByDomain } from '#systems'
import { testCity } from '#testing'
import { checkSystems } from '../../src/declare/check.ts'
import { readCodeLists } from '../../src/loading/code-lists.ts'
import { filesBelow, root, textOf } from './source.ts'

const home = 'src/systems'
const folders = readdirSync(join(root, home), { withFileTypes: true })
  .filter((domain) => domain.isDirectory())
  .flatMap((domain) =>
    readdirSync(join(root, home, domain.name), { withFileTypes: true })
      .filter((one) => one.isDirectory())
      .map((one) => ({ domain: domain.name, name: one.name, path: `${home}/${domain.name}/${one.name}` })),
  )
const systems = await loadSystems()

describe('every system', () => {
  it('that has a folder is in the table of contents, and has a folder when it is in there', () => {
    const listed = Object.entries(systemsByDomain).flatMap(([domain, names]) => names.map((name) => `${domain}/${name}`))
    expect(listed.sort(), `list it in ${home}/index.ts`).toEqual(folders.map(({ domain, name }) => `${domain}/${name}`).sort())
  })

  it.each(folders)('$domain/$name is called what its folder is called, and somebody answers for it', ({ domain, name }) => {
    const found = systems.find(({ system }) => system.name === name)
    expect(found?.system, `${home}/index.ts lists no system ${name}`).toMatchObject({ name, domain })
    expect(found?.system.owner).toMatch(/^[a-z-]+$/)
  })

  it.each(folders)('$domain/$name has declarations, a seed, a page for newcomers and its story', ({ name, path }) => {
    const missing = ['index.ts', 'seed.ts', 'README.md', `${name}.test.ts`].filter((file) => !existsSync(join(root, path, file)))
    expect(missing, `write these in ${path}`).toEqual([])
  })

  it.each(folders)('$domain/$name is told over HTTP as the people in it', ({ name, path }) => {
    const story = `${path}/${name}.test.ts`
    const text = existsSync(join(root, story)) ? textOf(story) : ''
    expect(text, `${story} asks no city`).toContain('testCity(')
    expect(text, `${story} lets nobody act`).toMatch(/\.as\(\s*'/)
  })

  it('resolves every name that it declares, in every city that ships', async () => {
    const city = await testCity()
    const { all, roles } = city.registers.definitions
    await city.stop()
    const own = new Set<unknown>(systems.flatMap(({ system }) => [...system.registers, ...system.roles]))
    const cities = filesBelow('city').filter((path) => /^city\/\d{4}\/organisations\.json$/.test(path))
    expect(cities.length).toBeGreaterThan(0)
    for (const path of cities) {
      const organisations = JSON.parse(textOf(path)) as { function: string }[]
      const problems = checkSystems(
        systems.map(({ system }) => system),
        {
          registers: all.map(({ register }) => register).filter((one) => !own.has(one)),
          roles: [...roles.values()].filter((one) => !own.has(one)),
          records: ['cases.case'],
          asks: answerable,
          codeLists: readCodeLists().keys(),
          functions: organisations.map((one) => one.function),
        },
      )
      expect(problems, path).toEqual([])
    }
  })
})

const inUse = (row: string) => systems.filter(({ system }) => system.rows.includes(row)).map(({ system }) => system.name)

describe('the list of systems', () => {
  const rows = textOf('docs/systems.csv')
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.match(/^([a-z0-9-]+),("(?:[^"]|"")*"|[^,]*),("(?:[^"]|"")*"|[^,]*),([a-z]+),([a-z0-9-]*)$/)?.slice(1) ?? [line])
    .map(([id = '', zh = '', , family = '', parent = '']) => ({ id, zh: zh.replace(/^"|"$/g, '').replaceAll('""', '"'), family, parent }))
  const waiting = [...textOf('docs/not-yet.md').matchAll(/^- `([a-z0-9-]+)` (.+)$/gm)].map(([, id, zh]) => ({ id: id!, zh: zh! }))

  it('has each row once, with a family and a parent that is a row', () => {
    const ids = rows.map(({ id }) => id)
    expect(new Set(ids).size).toBe(157)
    expect(rows).toHaveLength(157)
    expect(rows.filter(({ family }) => family === '').map(({ id }) => id)).toEqual([])
    expect(rows.filter(({ parent }) => parent !== '' && !ids.includes(parent)).map(({ id }) => id)).toEqual([])
  })

  it('has each row claimed by exactly one system, or said to be missing', () => {
    const twice = rows.filter(({ id }) => inUse(id).length > 1).map(({ id }) => `${id}: ${inUse(id).join(', ')}`)
    expect(twice, 'two systems claim the same row').toEqual([])
    const forgotten = rows
      .filter(({ id }) => inUse(id).length === 0 && !waiting.some((one) => one.id === id))
      .map(({ id, zh }) => `${id} ${zh}`)
    expect(forgotten, 'no system is these rows; list them in docs/not-yet.md').toEqual([])
    const there = waiting.filter(({ id }) => inUse(id).length > 0).map(({ id }) => `${id} is ${inUse(id)[0]}`)
    expect(there, 'these are there now; take them out of docs/not-yet.md').toEqual([])
  })

  it('is the only list: nobody claims or misses what is not on it', () => {
    const ids = new Set(rows.map(({ id }) => id))
    expect(systems.flatMap(({ system }) => system.rows.filter((row) => !ids.has(row)).map((row) => `${system.name}: ${row}`))).toEqual([])
    expect(waiting.filter(({ id, zh }) => rows.find((row) => row.id === id)?.zh !== zh)).toEqual([])
  })
})
