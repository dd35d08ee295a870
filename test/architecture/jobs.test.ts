import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { testCity, type TestCity } from '#testing'
import { crontab } from '../../src/crontab.ts'
import { filesBelow, isTest, literalOf, nodesOf, sourceOf, sources, textOf, type Source, type Syntax } from './source.ts'

const page = 'docs/operations/jobs.md'

let city: TestCity
beforeAll(async () => {
  city = await testCity()
})
afterAll(() => city.stop())

describe('jobs', () => {
  it('are all documented, and no other', () => {
    const lines = [...textOf(page).matchAll(/^\| `([\w.-]+)`\s*\|/gm)].map(([, name]) => name!)
    expect(lines.sort(), `compare with ${page}`).toEqual(Object.keys(city.jobs).sort())
  })

  it('that run by the clock exist', () => {
    expect(byClock().length).toBeGreaterThan(0)
    expect(byClock().filter((task) => !Object.hasOwn(city.jobs, task))).toEqual([])
  })

  it('are all wanted by somebody: the clock, or code that adds them', () => {
    const sql = filesBelow('src').filter((path) => path.endsWith('.sql'))
    const wanted = new Set([...byClock(), ...added(sources()), ...sql.flatMap((path) => addedIn(textOf(path)))])
    expect(
      Object.keys(city.jobs).filter((name) => !wanted.has(name)),
      'nobody ever adds these jobs',
    ).toEqual([])
    expect(
      [...wanted].filter((name) => !Object.hasOwn(city.jobs, name)),
      'these jobs have no code',
    ).toEqual([])
  })

  it('are found where they are added', () => {
    expect(added([sourceOf('a.ts', `await addJob(ctx, 'documents-render', {})`)])).toEqual(['documents-render'])
    expect(addedIn(`perform kernel.add_job('documents-render', '{}', null, null);`)).toEqual(['documents-render'])
  })
})

/** Tasks of the crontab. */
const byClock = (): string[] =>
  crontab
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/)[5]!)

/** Names of jobs that code adds. */
const added = (all: readonly Source[]): string[] =>
  all
    .filter(({ path }) => !isTest(path))
    .flatMap(({ tree }) =>
      [...nodesOf(tree)].flatMap((node) => {
        if (node.type !== 'CallExpression' || !['addJob', 'setAside'].includes((node.callee as { name?: string }).name ?? '')) return []
        const name = literalOf((node.arguments as Syntax[])[1])
        return name === undefined ? [] : [name]
      }),
    )

/** Names of jobs that a function of the database adds. */
const addedIn = (sql: string): string[] => [...sql.matchAll(/\bkernel\.add_job\(\s*'([\w.-]+)'/g)].map(([, name]) => name!)
