import fc from 'fast-check'
import type pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { inContext, type Actor } from '#kernel/context'
import { testCity, type TestCity } from '#testing'
import { approved } from './region-acts.ts'

/**
 * Whatever becomes of regions, everybody sees what a naive model says: it knows of each region the one around it, of each record and each duty
 * the region that it lies in, and nothing of paths, boxes or pieces.
 */

let city: TestCity
let admin: pg.Client
beforeAll(async () => {
  city = await testCity()
  admin = await city.sql('admin')
})
afterAll(async () => {
  await admin.end()
  await city.stop()
})

interface Naive {
  /** The region around each region. */
  around: Map<string, string>
  code: Map<string, string>
  level: Map<string, string>
  records: Map<string, string>
  duties: Map<string, string>
}

const lies = ({ around }: Naive, region: string, within: string): boolean => {
  for (let one: string | undefined = region; one !== undefined; one = around.get(one)) if (one === within) return true
  return false
}
const seen = (naive: Naive, duty: string) =>
  [...naive.records]
    .filter(([, at]) => lies(naive, at, duty))
    .map(([id]) => id)
    .toSorted()

async function readTree(): Promise<Pick<Naive, 'around' | 'code' | 'level'>> {
  const { rows } = await admin.query<{ key: string; parent: string | null; code: string; level: string }>(
    'select key, parent, code, level from identity.region where ended is null and effective @> now()',
  )
  return {
    around: new Map(rows.flatMap(({ key, parent }) => (parent ? [[key, parent] as const] : []))),
    code: new Map(rows.map(({ key, code }) => [key, code])),
    level: new Map(rows.map(({ key, level }) => [key, level])),
  }
}

async function expectDone(): Promise<void> {
  const { rows } = await admin.query<{ state: string; summary: string; answer: string | null }>(
    `select state, summary, answer from identity.region_act where state <> 'done'`,
  )
  expect(rows).toEqual([])
}

/** What each duty's post sees, by the engine, as its duty stands in the database. */
async function seenByEngine(): Promise<Map<string, string[]>> {
  const { rows } = await admin.query<{ id: string; path: string; post: string; organisation: string }>(
    `select d.id, d.region_path as path, d.post, p.organisation from identity.duty d join identity.post p on p.id = d.post
     where d.role = 'library.clerk' and d.ended is null and p.name = '模型岗'`,
  )
  const found = new Map<string, string[]>()
  for (const { id, path, post, organisation } of rows) {
    const actor: Actor = {
      kind: 'post',
      name: '模型',
      account: null,
      person: null,
      post,
      organisation,
      region: (await city.identity.places.root())!,
      duties: [{ role: 'library.clerk', organisation, regionPath: path }],
    }
    const ids: string[] = []
    await inContext(city.ground, actor, { kind: 'duty', what: '模型' }, async (ctx) => {
      for (let after: string | null | undefined; after !== null;) {
        const page = await city.registers.listUntyped(ctx, 'library.card', { limit: 500, ...(after ? { after } : {}) })
        ids.push(...page.items.map((one) => one.id))
        after = page.next
      }
    })
    found.set(id, ids.toSorted())
  }
  return found
}

test('before and after every act everybody sees what a naive model says', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 0, max: 2 ** 30 }), async (seed) => {
      let state = seed
      const chance = (below: number) => {
        state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff
        return Math.floor((state / 0x80000000) * below)
      }
      const pick = <T>(from: readonly T[]): T => from[chance(from.length)]!
      const tree = await readTree()
      const naive: Naive = { ...tree, records: new Map(), duties: new Map() }
      const ofLevel = (level: string, within?: string) =>
        [...naive.level]
          .filter(([key, own]) => own === level && naive.around.has(key) && (!within || lies(naive, key, within)))
          .map(([key]) => key)
      const counties = ofLevel('county')
      const [one, other] = [pick(counties), pick(counties)]
      const places = [one, other, ...ofLevel('town', one), ...ofLevel('town', other), ...ofLevel('village', one).slice(0, 30)]
      const person = (await admin.query<{ id: string }>('select id from population.person limit 1')).rows[0]!.id
      await city.identity.asSystem('模型', async (ctx) => {
        const organisation = (await city.registers.listUntyped(ctx, 'identity.organisation', { limit: 1 })).items[0]!.id
        const card = (region: string) => ({
          reader: person,
          readerName: '甲',
          kind: 'adult',
          limit: 1,
          region,
          issuedOn: '2026-01-01',
          state: 'valid',
        })
        const regions = Array.from({ length: 60 }, () => pick(places))
        const ids = await city.registers.addManyUntyped(ctx, 'library.card', regions.map(card))
        for (const [i, id] of ids.entries()) naive.records.set(id, regions[i]!)
        for (let i = 0; i < 12; i++) {
          const region = pick(places)
          const post = await city.registers.addUntyped(ctx, 'identity.post', { name: '模型岗', organisation, region })
          naive.duties.set(await city.registers.addUntyped(ctx, 'identity.duty', { role: 'library.clerk', post, region }), region)
        }
      })
      const others = await seenByEngine()
      const expectSame = async (said: string) => {
        const engine = await seenByEngine()
        for (const [duty, at] of naive.duties) {
          // Cards of other rounds are the engine's alone.
          const own = engine.get(duty)!.filter((id) => naive.records.has(id))
          expect(own, `${said}, duty at ${naive.code.get(at)}`).toEqual(seen(naive, at))
        }
      }
      expect(others.size).toBeGreaterThanOrEqual(12)
      await expectSame('before')
      for (let i = 0; i < 3; i++) {
        const kind = pick(['merge', 'split', 'move'] as const)
        const goes = (from: string, to: string) => {
          for (const [key, at] of naive.records) if (at === from) naive.records.set(key, to)
          for (const [key, at] of naive.duties) if (at === from) naive.duties.set(key, to)
        }
        const gone = (key: string) => {
          for (const map of [naive.around, naive.code, naive.level]) map.delete(key)
        }
        if (kind === 'merge') {
          const county = pick([one, other].filter((key) => naive.level.has(key)))
          const level = pick(['county', 'town'])
          const [a, b] =
            level === 'county'
              ? [county, pick(ofLevel('county').filter((key) => key !== county))]
              : [pick(ofLevel('town', county)), pick(ofLevel('town', county))]
          if (!a || !b || a === b) continue
          await approved(city, admin, { kind, sources: [{ region: a }, { region: b }], into: naive.code.get(a)!, intoName: '合并后' })
          for (const [key, at] of naive.around) if (at === b) naive.around.set(key, a)
          goes(b, a)
          gone(b)
        } else if (kind === 'move') {
          const town = pick(ofLevel('town'))
          const to = pick(ofLevel('county').filter((key) => naive.around.get(town) !== key))
          await approved(city, admin, { kind, subject: town, parent: to })
          naive.around.set(town, to)
        } else {
          const county = pick(ofLevel('county'))
          const stays = chance(2) === 0
          const [first, second] = [stays ? naive.code.get(county)! : freeCode(naive, chance), freeCode(naive, chance)]
          if (first === second) continue
          const towns = ofLevel('town', county).filter((key) => naive.around.get(key) === county)
          const villages = ofLevel('village', county)
          const table = new Map(
            [...towns.filter(() => chance(2) === 0), ...villages.filter(() => chance(20) === 0)].map((key) => [key, pick([first, second])]),
          )
          await approved(city, admin, {
            kind,
            subject: county,
            parts: [
              { code: first, name: '甲' },
              { code: second, name: '乙' },
            ],
            table: [...table].map(([region, to]) => ({ region, to })),
            rest: first,
          })
          await city.regionActs.run({ settling: 0 })
          await expectDone()
          const after = await readTree()
          const keyOf = (code: string) => [...after.code].find(([, own]) => own === code)![0]
          const [above, top] = [naive.around.get(county)!, [keyOf(first), keyOf(second)] as const]
          // The nearest row of the table says where something goes; without one it goes with the rest.
          const goesTo = (key: string): string => {
            for (let at: string | undefined = key; at !== undefined && at !== county; at = naive.around.get(at))
              if (table.has(at)) return table.get(at)!
            return first
          }
          const inside = [...naive.around.keys()]
            .filter((key) => key !== county && lies(naive, key, county))
            .map((key) => [key, goesTo(key), naive.around.get(key)!] as const)
          const bound = new Map(inside.map(([key, to]) => [key, to]))
          for (const [key, to, around] of inside) if (around === county || bound.get(around) !== to) naive.around.set(key, keyOf(to))
          goes(county, top[0])
          if (!stays) gone(county)
          for (const [i, key] of top.entries()) {
            naive.around.set(key, above)
            naive.code.set(key, i === 0 ? first : second)
            naive.level.set(key, 'county')
          }
        }
        await city.regionActs.run({ settling: 0 })
        await expectDone()
        const now = await readTree()
        expect(new Map([...now.around].toSorted())).toEqual(new Map([...naive.around].toSorted()))
        await expectSame(kind)
      }
    }),
    { numRuns: 4, endOnFailure: true },
  )
})

/** A county's code that nobody has. */
function freeCode({ code }: Naive, chance: (below: number) => number): string {
  const taken = new Set(code.values())
  for (;;) {
    const one = `4418${30 + chance(60)}`
    if (!taken.has(one)) return one
  }
}
