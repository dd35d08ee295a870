import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Actor } from '#kernel/context'
import { generatePersons, personQueries, sexCodes, villagesFrom, type GeneratedPerson, type Noise } from '../../city/generate/index.ts'
import { cityTable } from '../../src/loading/tables.ts'
import { officer, openSpine, type Spine } from '../spine/ground.ts'
import { passer, registrar, residents } from '../spine/residents.ts'

/** How many people are there to be taken for somebody, and how often one is looked for. */
const PERSONS = 20_000
const QUERIES = 500

let spine: Spine
let persons: GeneratedPerson[]
const ids: string[] = []
const clerk = officer('city', [registrar.name])
const system: Actor = { ...officer('east', []), kind: 'system', name: '系统', account: null, post: null }

beforeAll(async () => {
  spine = await openSpine({ registers: [residents], roles: [registrar, passer] })
  const villages = villagesFrom(cityTable('4418/divisions.csv') as unknown as Parameters<typeof villagesFrom>[0])
  persons = [...generatePersons({ seed: 'finding', villages, count: PERSONS })]
  for (let from = 0; from < persons.length; from += 5000) {
    const records = persons.slice(from, from + 5000).map(({ name, personId, sex, birthDate, address }) => ({
      name,
      personId,
      sex: sexCodes[sex],
      birthDate,
      address,
    }))
    ids.push(...(await spine.as(system, (ctx) => spine.registers.addManyUntyped(ctx, residents.name, records))))
  }
  await spine.admin.query('vacuum (analyze) spine.resident')
}, 600_000)
afterAll(() => spine.close())

const share = (part: number, whole: number) => `${((100 * part) / whole).toFixed(1)} %`

test('whoever is meant by a name that is a little wrong is among the first three', async () => {
  const counts = new Map<string, { asked: number; first: number; three: number; empty: number }>()
  const missed: string[] = []
  const times: number[] = []
  for (const { noise, facts, name, known, meant } of personQueries({ seed: 'finding', persons, count: QUERIES })) {
    const started = performance.now()
    const found = await spine.as(clerk, (ctx) => spine.registers.findPersons(ctx, residents.name, { name, ...known }), { readOnly: true })
    times.push(performance.now() - started)
    const at = found.findIndex(({ record }) => record.id === ids[meant])
    for (const kind of [noise as Noise | string, `${noise}, ${facts}`, 'all']) {
      const of = counts.get(kind) ?? { asked: 0, first: 0, three: 0, empty: 0 }
      counts.set(kind, of)
      of.asked++
      if (at === 0) of.first++
      if (at >= 0 && at < 3) of.three++
      if (found.length === 0) of.empty++
    }
    if (at < 0 || at >= 3)
      missed.push(`${noise}, ${facts}: ${name} for ${persons[meant]!.name}, ${at < 0 ? 'not found' : `place ${at + 1}`}`)
  }
  const lines = [...counts].map(
    ([kind, { asked, first, three, empty }]) =>
      `${kind.padEnd(28)} ${String(asked).padStart(5)}  first ${share(first, asked).padStart(8)}  in three ${share(three, asked).padStart(8)}  empty ${share(empty, asked).padStart(8)}`,
  )
  times.sort((one, other) => one - other)
  const median = times[Math.floor(times.length / 2)]!
  const slow = times[Math.floor(times.length * 0.99)]!
  console.log(
    [
      `${QUERIES} queries over ${PERSONS} people; half in ${median.toFixed(1)} ms, 99 % in ${slow.toFixed(1)} ms`,
      ...lines.toSorted(),
      '',
      ...missed.slice(0, 40),
    ].join('\n'),
  )
  const { asked, three } = counts.get('all')!
  expect(asked).toBe(QUERIES)
  expect(three / asked).toBeGreaterThanOrEqual(0.95)
}, 600_000)
