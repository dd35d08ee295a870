import fc from 'fast-check'
import {
  formula,
  number,
  personId,
  ref,
  register,
  role,
  shareOf,
  shareRank,
  text,
  type AnyRegister,
  type FieldOptions,
  type Fields,
  type Privacy,
  type RegisterAct,
  type Role,
  type Scope,
  type Share,
} from '#declare'
import { pathsBelow, type Actor, type Grant } from '#kernel/context'
import { newKey } from '#kernel/keys'
import { citizen, organisations, places, type PlaceName } from '../spine/declared.ts'

/** What one actor may know of one value. */
export type Level = 'none' | 'masked' | 'plain'

/** One record of the world: where it lies, and a value of every field that is nowhere else. */
export interface Item {
  register: string
  id: string
  place: PlaceName
  organisation: string
  holder: string | null
  values: Record<string, string | number>
}

export interface World {
  registers: readonly AnyRegister[]
  roles: readonly Role[]
  actors: readonly Actor[]
  items: Item[]
}

const holders = [newKey(), newKey()] as const
const shares: readonly Share[] = ['unconditional', 'conditional', 'none']
const wider: readonly Privacy[] = ['none', 'personal', 'sensitive']
const scopes: readonly Scope[] = ['all', 'region', 'organisation', 'own']
const allActs: readonly RegisterAct[] = ['read', 'change', 'unmask', 'reveal', 'export', 'history']
const stewards = ['library', 'police'] as const

/** What fields say of themselves, one by one: how private, and how much less shared than their register. */
const axes = fc.record({ privacy: fc.constantFrom(...wider), narrower: fc.integer({ min: 0, max: 2 }) })

function declare(
  name: string,
  of: { share: Share; open: boolean; held: boolean; steward: string; axes: { privacy: Privacy; narrower: number }[] },
) {
  const at = (n: number): FieldOptions => {
    const { privacy, narrower } = of.axes[n]!
    // What tells about a person is never shared without conditions.
    const least = privacy === 'none' ? 0 : 1
    return { privacy, share: shares[Math.min(Math.max(shareRank[of.share] + narrower, least), 2)]! }
  }
  const [first, second] = [at(1), at(2)]
  const both = {
    privacy: wider[Math.max(wider.indexOf(first.privacy!), wider.indexOf(second.privacy!))]!,
    share: shares[Math.max(shareRank[first.share!], shareRank[second.share!])]!,
  }
  const fields: Fields = {
    name: text('名称', at(0)),
    note: text('备注', first),
    count: number('数量', second),
    secret: personId('号码', {
      optional: true,
      privacy: 'sensitive',
      sealed: true,
      share: of.share === 'unconditional' ? 'conditional' : of.share,
    }),
    told: formula('备注之半', 'note + "."', { gives: 'text', ...both }),
    person: text('本人', { max: 36, optional: true }),
    link: ref('相关', name, { optional: true }),
  }
  return register(name as 'leak.a', {
    label: `库${name}`,
    title: 'name',
    search: ['name', 'note'],
    list: ['name', 'note', 'count'],
    steward: of.steward,
    share: of.share,
    class: of.open ? 'public' : 'internal',
    ...(of.held ? { holder: 'person' } : {}),
    fields,
  }) as unknown as AnyRegister
}

/** A world of registers, roles and actors, of a seed. @param n which one: its names are its own */
export function makeWorld(seed: number, n: number): World {
  const draw = <T>(arbitrary: fc.Arbitrary<T>, count: number, salt: number) => fc.sample(arbitrary, { numRuns: count, seed: seed + salt })
  const shapes = draw(
    fc.record({
      share: fc.constantFrom(...shares),
      open: fc.boolean(),
      held: fc.boolean(),
      steward: fc.constantFrom(...stewards),
      axes: fc.array(axes, { minLength: 3, maxLength: 3 }),
    }),
    4,
    1,
  )
  const registers = shapes.map((shape, i) => declare(`leak${n}.r${i}`, shape))
  const permission = fc.record({
    register: fc.constantFrom('*', ...registers.map(({ name }) => name)),
    acts: fc
      .uniqueArray(fc.constantFrom(...allActs), { minLength: 1 })
      .map((acts): RegisterAct[] => [...new Set<RegisterAct>(['read', ...acts])]),
    scope: fc.constantFrom(...scopes),
  })
  const roles = draw(fc.array(permission, { minLength: 1, maxLength: 3 }), 6, 2).map((may, i) =>
    role(`leak${n}.role${i}`, { label: '', about: '', may }),
  )
  const posts = draw(
    fc.record({
      at: fc.constantFrom<PlaceName>('city', 'east', 'west', 'eastTown'),
      organisation: fc.constantFrom(...Object.values(organisations)),
      does: fc.constantFrom(...stewards, 'parks'),
      roles: fc.subarray(
        roles.map(({ name }) => name),
        { maxLength: 2 },
      ),
      grants: fc.array(
        fc.record({
          register: fc.constantFrom(...registers.map(({ name }) => name)),
          fields: fc.subarray(['name', 'note', 'count', 'secret', 'told']),
          at: fc.constantFrom<PlaceName>('city', 'east', 'west'),
        }),
        { maxLength: 2 },
      ),
    }),
    9,
    3,
  ).map((one): Actor => ({
    kind: 'post',
    name: '文员',
    account: newKey(),
    person: null,
    post: newKey(),
    organisation: one.organisation,
    region: places[one.at],
    duties: one.roles.map((name) => ({ role: name, organisation: one.organisation, regionPath: places[one.at].path })),
    function: one.does,
    grants: one.grants.map(({ register: of, fields, at }): Grant => ({
      register: of,
      fields,
      regionPath: places[at].path,
      purpose: '核对',
    })),
  }))
  const stranger: Actor = { ...citizen(holders[0]), kind: 'stranger', account: null, person: null }
  return { registers, roles, actors: [stranger, citizen(holders[0]), citizen(holders[1]), ...posts], items: [] }
}

let made = 0
/** A word that is in no other value, and that no mask lets through. */
const marker = () => `q${(++made).toString(36).padStart(5, '0')}z`
const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
function number18(n: number): string {
  const body = `44180219${String(50 + (n % 40))}0101${String(n % 1000).padStart(3, '0')}`.slice(0, 17)
  return body + '10X98765432'[weights.reduce((sum, weight, i) => sum + weight * Number(body[i]), 0) % 11]!
}

/** Records of every register in every place, of either organisation, held by one, another, or nobody. */
export function newItems({ registers }: World): Omit<Item, 'id'>[] {
  return registers.flatMap(({ name }) =>
    (Object.keys(places) as PlaceName[]).flatMap((place) =>
      Object.values(organisations).map((organisation, i) => {
        const note = marker()
        const holder = [holders[0], holders[1], null][(made + i) % 3]!
        return {
          register: name,
          place,
          organisation,
          holder,
          values: { name: marker(), note, count: 731_000_000 + ++made, secret: number18(++made), told: `${note}.` },
        }
      }),
    ),
  )
}

const below = (path: string, top: string) => path >= pathsBelow(top)[0] && path < pathsBelow(top)[1]

/** Whether one of the actor's duties allows an act on a record: the rule said once more, one record at a time. */
function byDuty({ roles }: World, actor: Actor, of: AnyRegister, item: Item, act: RegisterAct, alone?: 'own'): boolean {
  return actor.duties.some((duty) =>
    roles
      .find(({ name }) => name === duty.role)!
      .may.some(({ register: name, acts, scope }) => {
        if ((name !== '*' && name !== of.name) || !acts.includes(act)) return false
        if (scope === 'own') return alone === 'own' && actor.person !== null && item.holder === actor.person && of.holder !== undefined
        if (alone === 'own') return false
        const inside = below(places[item.place].path, duty.regionPath)
        return scope === 'all' || (inside && (scope === 'region' || item.organisation === duty.organisation))
      }),
  )
}

/** The ways in which an actor comes to a record, each with what is there of it. */
function ways(
  world: World,
  actor: Actor,
  of: AnyRegister,
  item: Item,
  act: 'read' | 'history' | 'reveal' | 'export' | 'unmask',
): ((key: string) => boolean)[] {
  const fields = of.fields as Fields
  const share = (key: string) => shareOf(of, fields[key]!)
  const found: ((key: string) => boolean)[] = []
  const reading = act === 'read' || act === 'history'
  const shared = (key: string) => share(key) === of.share
  if (reading && of.class === 'public') found.push(shared)
  if (reading && of.holder && actor.person !== null && item.holder === actor.person) found.push(() => true)
  if (byDuty(world, actor, of, item, act))
    found.push((key) => actor.function === of.steward || of.share === 'none' || share(key) !== 'none')
  if (actor.kind === 'post' && act === 'read' && of.share === 'unconditional') found.push((key) => share(key) === 'unconditional')
  if (actor.kind === 'post' && (act === 'read' || act === 'reveal') && of.share !== 'none')
    for (const grant of actor.grants ?? [])
      if (grant.register === of.name && below(places[item.place].path, grant.regionPath))
        found.push((key) => grant.fields.includes(key) && share(key) !== 'none')
  // What a formula reads is told by it.
  return found.map((there) => (key: string) => there(key) && (key !== 'told' || there('note')))
}

const ofName = (world: World, name: string) => world.registers.find((one) => one.name === name)!

/** What an actor may know of a field of a record, by an act. */
export function levelOf(world: World, actor: Actor, item: Item, key: string, act: 'read' | 'history' | 'export' = 'read'): Level {
  const of = ofName(world, item.register)
  if (!ways(world, actor, of, item, 'read').some((there) => there(key))) return 'none'
  if (act !== 'read' && !ways(world, actor, of, item, act).some((there) => there(key))) return 'none'
  if ((of.fields as Fields)[key]!.privacy === 'none') return 'plain'
  if (actor.person !== null && of.holder && item.holder === actor.person) return 'plain'
  return byDuty(world, actor, of, item, 'unmask') ? 'plain' : 'masked'
}

/** Whether an actor may ask for one plain value, saying what for. */
export const revealable = (world: World, actor: Actor, item: Item, key: string): boolean =>
  levelOf(world, actor, item, key) !== 'none' &&
  (['reveal', 'unmask'] as const).some((act) => ways(world, actor, ofName(world, item.register), item, act).some((there) => there(key)))

/** The installation itself, writing at a place for an organisation. */
export const writer = ({ place, organisation }: Pick<Item, 'place' | 'organisation'>): Actor => ({
  ...citizen(holders[0]),
  kind: 'system',
  person: null,
  organisation,
  region: places[place],
})
