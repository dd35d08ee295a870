import { afterAll, beforeAll, expect, test } from 'vitest'
import { register, role, text } from '#declare'
import { traffic } from '#kernel/database'
import { newKey } from '#kernel/keys'
import { everything, masked, newReader, officer, openSpine, readers, widely, type Spine } from './ground.ts'

/** How many statements a page costs, pinned: as many with many roles, rows and registers as with few. */

/** Registers that have nothing to do with it. */
const others = Array.from({ length: 12 }, (_, n) =>
  register(`spine.other${n}` as 'spine.other0', {
    label: `其他${n}`,
    title: 'name',
    search: ['name'],
    steward: 'library',
    fields: { name: text('名称') },
  }),
)
/** Roles that reach the readers too, each in its own way. */
const roles = Array.from({ length: 6 }, (_, n) =>
  role(`spine.role${n}`, {
    label: `岗位${n}`,
    about: '查看读者。',
    may: [
      { register: readers.name, acts: ['read', 'history', 'export'], scope: n % 2 ? 'region' : 'organisation' },
      ...others.map(({ name }) => ({ register: name, acts: ['read' as const], scope: 'region' as const })),
    ],
  }),
)

let few: Spine
let many: Spine
let ids: { few: string; many: string }
const librarian = () => officer('east', [everything.name])
const ofMany = () => officer('east', [everything.name, masked.name, widely.name, ...roles.map(({ name }) => name)])

beforeAll(async () => {
  ;[few, many] = await Promise.all([openSpine(), openSpine({ registers: others, roles })])
  const add = (spine: Spine, count: number) =>
    spine.as(librarian(), (ctx) =>
      spine.registers.addManyUntyped(
        ctx,
        readers.name,
        Array.from({ length: count }, (_, n) => newReader({ name: `欧阳${n}`, card: `卡号${n}` })),
      ),
    )
  ids = { few: (await add(few, 2))[0]!, many: (await add(many, 400))[0]! }
})
afterAll(() => Promise.all([few, many].map((spine) => spine?.close())))

/** What somebody does at a page, as its door does it. */
type Work = (spine: Spine, actor: ReturnType<typeof officer>, id: string) => Promise<unknown>
const pages: Readonly<Record<string, { work: Work; statements: number }>> = {
  'a list page': {
    work: (spine, actor) => spine.as(actor, (ctx) => spine.registers.listUntyped(ctx, readers.name, { limit: 50 }), { readOnly: true }),
    statements: 3,
  },
  'a record page': {
    work: (spine, actor, id) => spine.as(actor, (ctx) => spine.registers.getUntyped(ctx, readers.name, id), { readOnly: true }),
    statements: 3,
  },
  'a search': {
    work: (spine, actor) =>
      spine.as(actor, (ctx) => spine.registers.listUntyped(ctx, readers.name, { search: '欧阳1', limit: 50 }), { readOnly: true }),
    statements: 3,
  },
  'an export': {
    work: (spine, actor) =>
      spine.as(
        actor,
        async (ctx) => {
          const asked = { columns: ['card', 'name'], format: 'csv' as const, reason: '核对读者名册' }
          for await (const _piece of (await spine.registers.exportList(ctx, readers.name, asked)).file);
        },
        { readOnly: true },
      ),
    statements: 6,
  },
}

async function statements(work: Work, spine: Spine, actor: ReturnType<typeof officer>, id: string): Promise<number> {
  // The first time a process meets a register it may learn something of it.
  await work(spine, actor, id)
  const before = traffic.statements
  await work(spine, actor, id)
  return traffic.statements - before
}

test.each(Object.entries(pages))('%s', async (_name, { work, statements: pinned }) => {
  const least = await statements(work, few, librarian(), ids.few)
  expect(await statements(work, many, librarian(), ids.many), 'more rows and registers').toBe(least)
  expect(await statements(work, many, ofMany(), ids.many), 'more roles').toBe(least)
  const granted = Array.from({ length: 5 }, () => ({ register: others[0]!.name, fields: ['name'], regionPath: '/c/', purpose: newKey() }))
  expect(await statements(work, many, { ...ofMany(), grants: granted }, ids.many), 'grants of other registers').toBe(least)
  expect(least).toBe(pinned)
})
