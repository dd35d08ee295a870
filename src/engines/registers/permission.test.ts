import fc from 'fast-check'
import { expect, test } from 'vitest'
import { register, role, text, type RegisterAct, type Role, type Scope } from '#declare'
import { OPEN_BOX, type Actor, type Box, type Context, type Purpose } from '#kernel/context'
import { LAST_KEY, NO_KEY } from '#kernel/keys'
import { boxConditions, boxesFor, lies, rowsWithin, type Placed } from './permission.ts'

const key = (n: number) => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`
const paths = ['/a/', '/a/b/', '/a/b/c/', '/a/d/', '/e/'] as const
const allActs: readonly RegisterAct[] = ['read', 'add', 'change', 'end', 'unmask', 'reveal', 'export', 'history']

const internal = register('shelf.book', {
  label: '书',
  title: 'name',
  steward: 'x',
  case: 'of',
  fields: { name: text('名'), of: text('办件') },
})
const held = register('shelf.card', {
  label: '证',
  title: 'name',
  steward: 'x',
  holder: 'owner',
  fields: { name: text('名'), owner: text('本人') },
})
const open = register('shelf.map', { label: '图', title: 'name', steward: 'x', class: 'public', fields: { name: text('名') } })

const place: fc.Arbitrary<Placed> = fc.record({
  regionPath: fc.constantFrom(...paths),
  organisation: fc.constantFrom(NO_KEY, key(1), key(2)),
  holder: fc.constantFrom(NO_KEY, key(3), key(4)),
  class: fc.constantFrom(0, 1),
  case: fc.constantFrom(NO_KEY, key(5), key(6)),
})
const permission = fc.record({
  register: fc.constantFrom('*', internal.name, held.name, open.name),
  acts: fc.uniqueArray(fc.constantFrom(...allActs), { minLength: 1 }),
  scope: fc.constantFrom<Scope>('all', 'region', 'organisation', 'own', 'public'),
})
const duty = fc.record({
  role: fc.constantFrom('shelf.one', 'shelf.two'),
  organisation: fc.constantFrom(key(1), key(2)),
  regionPath: fc.constantFrom(...paths),
})
const actor: fc.Arbitrary<Actor> = fc.record({
  kind: fc.constantFrom<Actor['kind']>('stranger', 'person', 'post'),
  name: fc.constant('某人'),
  account: fc.constant(key(9)),
  person: fc.constantFrom(null, key(3)),
  post: fc.constant(null),
  organisation: fc.constant(null),
  region: fc.constant({ id: key(8), code: '', path: '/a/' }),
  duties: fc.array(duty, { maxLength: 3 }),
})
const purpose = fc.constantFrom<Purpose>({ kind: 'duty', what: 'x' }, { kind: 'case', case: key(5), what: 'x' })

const rolesOf = (one: Role['may'], two: Role['may']) =>
  new Map<string, Role>([
    ['shelf.one', role('shelf.one', { label: '', about: '', may: one })],
    ['shelf.two', role('shelf.two', { label: '', about: '', may: two })],
  ])

/** The same rule said once more, one row at a time. */
function may(
  roles: ReadonlyMap<string, Role>,
  who: Actor,
  why: Purpose,
  of: typeof internal | typeof held | typeof open,
  act: RegisterAct,
  row: Placed,
) {
  const reads = act === 'read' || act === 'history'
  if (reads && of.class === 'public' && row.class === 0) return true
  if (reads && of.holder && who.person !== null && row.holder === who.person) return true
  if (act === 'read' && of.case && why.kind === 'case' && row.case === why.case) return true
  return who.duties.some((duty) =>
    roles.get(duty.role)!.may.some((one) => {
      if ((one.register !== '*' && one.register !== of.name) || !one.acts.includes(act)) return false
      const below = row.regionPath.startsWith(duty.regionPath)
      return {
        all: true,
        region: below,
        organisation: below && row.organisation === duty.organisation,
        own: who.person !== null && row.holder === who.person,
        public: of.class === 'public' && row.class === 0,
      }[one.scope]
    }),
  )
}

test('a row lies in some box exactly when the rule allows it, and no box lies in another', () => {
  fc.assert(
    fc.property(
      fc.array(permission, { maxLength: 4 }),
      fc.array(permission, { maxLength: 4 }),
      actor,
      purpose,
      fc.constantFrom(internal, held, open),
      fc.constantFrom(...allActs),
      fc.array(place, { minLength: 1, maxLength: 12 }),
      (one, two, who, why, of, act, rows) => {
        const roles = rolesOf(one, two)
        const boxes = boxesFor(roles, { actor: who, purpose: why } as Context, of, act)
        for (const row of rows) expect(boxes.some((box) => lies(row, box))).toBe(may(roles, who, why, of, act, row))
        for (const box of boxes) for (const other of boxes) if (box !== other) expect(rowsWithin(box, [other])).not.toBe(true)
      },
    ),
    { numRuns: 2000 },
  )
})

const box: fc.Arbitrary<Box> = fc.record({
  regionPath: fc.constantFrom(OPEN_BOX.regionPath, ...paths.map((path) => [path, path.slice(0, -1) + '0'] as const)),
  organisation: fc.constantFrom(OPEN_BOX.organisation, [key(1), key(1)] as const, [key(2), key(2)] as const),
  holder: fc.constantFrom(OPEN_BOX.holder, [key(3), key(3)] as const),
  class: fc.constantFrom(OPEN_BOX.class, [0, 0] as const),
  case: fc.constantFrom(OPEN_BOX.case, [key(5), key(5)] as const),
})

/** What SQL makes of a condition such as `t.region_path >= $1 and t.region_path < $2`, for one row. */
function holds(condition: string, values: readonly unknown[], row: Placed): boolean {
  const columns: Record<string, unknown> = {
    region_path: row.regionPath,
    organisation: row.organisation,
    holder: row.holder,
    class: row.class,
    case_id: row.case,
  }
  return condition.split(' and ').every((part) => {
    const [, column, sign, at] = /^t\.(\w+) (>=|<|=) \$(\d+)$/.exec(part)!
    const left = columns[column!] as string
    const right = values[Number(at) - 1] as string
    return sign === '=' ? left === right : sign === '<' ? left < right : left >= right
  })
}

test('the conditions of a statement say the same as the box', () => {
  fc.assert(
    fc.property(box, place, (one, row) => {
      const values: unknown[] = []
      expect(boxConditions(one, values).every((condition) => holds(condition, values, row))).toBe(lies(row, one))
    }),
    { numRuns: 2000 },
  )
})

test('rows of a box that lie in others are all, none, or those that the condition names', () => {
  fc.assert(
    fc.property(box, fc.array(box, { maxLength: 3 }), place, (one, others, row) => {
      fc.pre(lies(row, one))
      const within = rowsWithin(one, others)
      const inside = others.some((other) => lies(row, other))
      if (typeof within === 'boolean') expect(within).toBe(inside)
      else {
        const values: unknown[] = []
        const condition = within(values)
        const arms = condition.slice(1, -1).split(' or ')
        expect(arms.some((arm) => holds(arm, values, row))).toBe(inside)
      }
    }),
    { numRuns: 2000 },
  )
})

test('the installation itself may do everything, a stranger reads what is public and nothing else', () => {
  const system = { actor: { kind: 'system', duties: [], person: null }, purpose: { kind: 'system', what: '' } } as unknown as Context
  const stranger = { actor: { kind: 'stranger', duties: [], person: null }, purpose: { kind: 'public', what: '' } } as unknown as Context
  for (const act of allActs) {
    expect(boxesFor(new Map(), system, internal, act)).toEqual([OPEN_BOX])
    for (const of of [internal, held]) expect(boxesFor(new Map(), stranger, of, act)).toEqual([])
    expect(boxesFor(new Map(), stranger, open, act)).toHaveLength(act === 'read' || act === 'history' ? 1 : 0)
  }
  expect(OPEN_BOX.holder).toEqual([NO_KEY, LAST_KEY])
})
