import fc from 'fast-check'
import {
  formula,
  indicator,
  layer,
  number,
  personId,
  point,
  ref,
  register,
  role,
  shareOf,
  shareRank,
  text,
  type AnyRegister,
  type FieldOptions,
  type Fields,
  type Indicator,
  type Layer,
  type Privacy,
  type RegisterAct,
  type Role,
  type Scope,
  type Share,
} from '#declare'
import { pathsBelow, type Actor } from '#kernel/context'

/** What one actor may know of one value. */
export type Level = 'none' | 'masked' | 'plain'

/** Where the records and the posts of a world lie: a city, two counties of it, a town in the first. */
export const placeNames = ['city', 'east', 'west', 'eastTown'] as const
export type PlaceName = (typeof placeNames)[number]
export type Place = Actor['region']
export type Places = Readonly<Record<PlaceName, Place>>

/** One record of the world: where it lies, and a value of every field that is nowhere else. */
export interface Item {
  register: string
  id: string
  place: PlaceName
  organisation: string
  holder: string | null
  spot: [number, number]
  values: Record<string, string | number>
}

/** A grant before its organisation is there. */
interface GrantShape {
  register: string
  fields: string[]
  at: PlaceName
}
/** An organisation of the world: what it does, and what others let it read. */
export interface OrganShape {
  does: string
  at: PlaceName
  grants: GrantShape[]
}
/** A post of one of the organisations. */
export interface PostShape {
  organ: number
  at: PlaceName
  roles: string[]
}

/** What is declared and drawn, before anything of it is planted. */
export interface Plan {
  registers: readonly AnyRegister[]
  roles: readonly Role[]
  layers: readonly Layer[]
  indicators: readonly Indicator[]
  organs: readonly OrganShape[]
  posts: readonly PostShape[]
}

/** A plan with everything in it planted. */
export interface World extends Plan {
  places: Places
  actors: readonly Actor[]
  items: readonly Item[]
  /** A data set that each organisation may make versions of. */
  sets: readonly { id: string; code: string; organisation: string }[]
  /** The account of whoever approves what is opened. */
  approver: string
  /** Registers of which something was once open. */
  published: Set<string>
}

const shares: readonly Share[] = ['unconditional', 'conditional', 'none']
const wider: readonly Privacy[] = ['none', 'personal', 'sensitive']
const scopes: readonly Scope[] = ['all', 'region', 'organisation', 'own']
const allActs: readonly RegisterAct[] = ['read', 'change', 'unmask', 'reveal', 'export', 'history']
const stewards = ['culture-tourism', 'public-security'] as const

/** What fields say of themselves, one by one: how private, and how much less shared than their register. */
const axes = fc.record({ privacy: fc.constantFrom(...wider), narrower: fc.integer({ min: 0, max: 2 }) })

function declare(
  name: string,
  of: { share: Share; open: boolean; held: boolean; based: boolean; steward: string; axes: { privacy: Privacy; narrower: number }[] },
) {
  const at = (n: number): FieldOptions => {
    const { privacy, narrower } = of.axes[n]!
    // What tells about a person is never shared without conditions.
    const least = privacy === 'none' ? 0 : 1
    const share = shares[Math.min(Math.max(shareRank[of.share] + narrower, least), 2)]!
    // What is shared with nobody is not published, nor what tells about a person.
    return { privacy, share, open: share !== 'none' && privacy === 'none' }
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
    spot: point('位置', { optional: true, share: at(3).share! }),
    told: formula('备注之半', 'note + "."', { gives: 'text', ...both }),
    person: ref('本人', 'population.person', { optional: true }),
    link: ref('相关', name, { optional: true }),
  }
  return register(name as 'leak.a', {
    label: `库${name}`,
    title: 'name',
    unique: ['name'],
    search: ['name', 'note'],
    list: ['name', 'note', 'count'],
    steward: of.steward,
    share: of.share,
    class: of.open ? 'public' : 'internal',
    ...(of.held ? { holder: 'person' } : {}),
    // What sources say of its fields is kept beside the records, and told by the same rule.
    ...(of.based ? { base: { sources: { counter: { label: '窗口登记', steward: of.steward } }, order: ['counter'], own: 'counter' } } : {}),
    fields,
  }) as unknown as AnyRegister
}

/** Registers, roles, layers, figures, organisations and posts, of a seed. @param n which one: its names are its own */
export function planWorld(seed: number, n: number): Plan {
  const draw = <T>(arbitrary: fc.Arbitrary<T>, count: number, salt: number) => fc.sample(arbitrary, { numRuns: count, seed: seed + salt })
  const shapes = draw(
    fc.record({
      share: fc.constantFrom(...shares),
      open: fc.boolean(),
      held: fc.boolean(),
      steward: fc.constantFrom(...stewards),
      axes: fc.array(axes, { minLength: 4, maxLength: 4 }),
    }),
    4,
    1,
  )
  // Whatever is drawn, something may be opened to everybody, and some records are persons that not everybody may read.
  const openly = {
    ...shapes[1]!,
    share: 'conditional' as const,
    axes: shapes[1]!.axes.map(({ narrower }) => ({ privacy: 'none' as const, narrower: narrower % 2 })),
  }
  openly.axes[1]!.narrower = 0
  const ofPersons = { ...shapes[3]!, open: false, axes: [{ privacy: 'personal' as const, narrower: 0 }, ...shapes[3]!.axes.slice(1)] }
  const registers = [shapes[0]!, openly, shapes[2]!, ofPersons].map((shape, i) =>
    declare(`leak${n}.r${i}`, { ...shape, based: i % 2 === 0 }),
  )
  const names = registers.map(({ name }) => name)
  const permission = fc.record({
    register: fc.constantFrom('*', ...names),
    acts: fc
      .uniqueArray(fc.constantFrom(...allActs), { minLength: 1 })
      .map((acts): RegisterAct[] => [...new Set<RegisterAct>(['read', ...acts])]),
    scope: fc.constantFrom(...scopes),
  })
  const drawn = draw(fc.array(permission, { minLength: 1, maxLength: 3 }), 6, 2).map((may, i) =>
    // One's own is of registers that have holders; of all of them it is as far as they do.
    role(`leak${n}.role${i}`, {
      label: `职责${n}之${i}`,
      about: '试验',
      may: may.map((one) =>
        one.scope === 'own' && !registers.find(({ name }) => name === one.register)?.holder ? { ...one, scope: 'region' } : one,
      ),
    }),
  )
  // And somebody may give records away and change them, who reads not every person where the figures reach.
  const [, giving, , persons] = names as [string, string, string, string]
  const steady = role(`leak${n}.steady`, {
    label: `职责${n}`,
    about: '试验',
    may: [
      { register: giving, acts: ['read', 'export', 'change'], scope: 'region' },
      { register: persons, acts: ['read', 'change', 'unmask'], scope: 'organisation' },
    ],
  })
  const roles = [...drawn, steady]
  const layers = registers.map((of, i) => layer(`leak${n}.l${i}`, of, { label: `图层${i}`, about: '试验', place: 'spot' as never }))
  const seen = draw(
    fc.record({
      seenBy: fc.subarray(
        drawn.map(({ name }) => name),
        { minLength: 1, maxLength: 3 },
      ),
      open: fc.boolean(),
    }),
    4,
    4,
  )
  const indicators = registers.map((of, i) =>
    indicator(`leak${n}.i${i}`, {
      label: `数量${i}`,
      about: '试验',
      unit: '件',
      of: of.name,
      every: 'now',
      ...seen[i]!,
      ...(i % 2 === 1 ? { seenBy: [steady.name], open: i === 3 } : {}),
    }),
  )
  const organs = draw(
    fc.record({
      does: fc.constantFrom(...stewards, 'health'),
      at: fc.constantFrom(...placeNames),
      grants: fc.array(
        fc.record({
          register: fc.constantFrom(...names),
          fields: fc.subarray(['name', 'note', 'count', 'secret', 'told', 'spot'], { minLength: 1 }),
          at: fc.constantFrom<PlaceName>('city', 'east', 'west'),
        }),
        { maxLength: 2 },
      ),
    }),
    4,
    5,
  )
  const posts = draw(
    fc.record({
      organ: fc.nat(organs.length - 1),
      at: fc.constantFrom(...placeNames),
      roles: fc.subarray(
        drawn.map(({ name }) => name),
        { maxLength: 2 },
      ),
    }),
    9,
    3,
  )
  const first = posts.slice(0, 2).map((post, i) => ({ ...post, organ: i, at: 'east' as const, roles: [...post.roles, steady.name] }))
  return { registers, roles, layers, indicators, organs, posts: [...first, ...posts.slice(2)] }
}

let made = 0
/** A word that is in no other value, and that no mask lets through. */
const marker = () => `q${(++made).toString(36).padStart(5, '0')}z`
const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
function number18(n: number): string {
  const body = `44180219${String(50 + (n % 40))}0101${String(n % 1000).padStart(3, '0')}`.slice(0, 17)
  return body + '10X98765432'[weights.reduce((sum, weight, i) => sum + weight * Number(body[i]), 0) % 11]!
}

/** Records of every register in every place, of either of two organisations, held by one, another, or nobody; all within one tile. */
export function newItems({ registers }: Plan, organisations: readonly string[], holders: readonly [string, string]): Omit<Item, 'id'>[] {
  return registers.flatMap(({ name }) =>
    placeNames.flatMap((place) =>
      organisations.map((organisation, i) => {
        const note = marker()
        const holder = [...holders, null][(made + i) % 3]!
        return {
          register: name,
          place,
          organisation,
          holder,
          spot: [113.05 + (made % 40) / 10_000, 23.7],
          values: { name: marker(), note, count: 731_000_000 + ++made, secret: number18(++made), told: `${note}.` },
        }
      }),
    ),
  )
}

/** Whether a place lies in another, or is it. */
export const lies = (path: string, top: string): boolean => path >= pathsBelow(top)[0] && path < pathsBelow(top)[1]

/** Whether one of the actor's duties allows an act on a record: the rule said once more, one record at a time. */
function byDuty({ roles, places }: World, actor: Actor, of: AnyRegister, item: Item, act: RegisterAct, alone?: 'own'): boolean {
  // Whoever looks with another's eyes reads, masked, and does nothing.
  if (actor.seeing && act !== 'read' && act !== 'history') return false
  return actor.duties.some((duty) =>
    roles
      .find(({ name }) => name === duty.role)
      ?.may.some(({ register: name, acts, scope }) => {
        if ((name !== '*' && name !== of.name) || !acts.includes(act)) return false
        if (scope === 'own') return alone === 'own' && actor.person !== null && item.holder === actor.person && of.holder !== undefined
        if (alone === 'own') return false
        const inside = lies(places[item.place].path, duty.regionPath)
        return scope === 'all' || (inside && (scope === 'region' || item.organisation === duty.organisation))
      }),
  )
}

/** One way in which an actor comes to a record: by what right, and which fields are there by it. */
interface Way {
  by: 'public' | 'own' | 'duty' | 'shared' | 'granted'
  there(key: string): boolean
}

/** The ways in which an actor comes to a record. */
function ways(world: World, actor: Actor, of: AnyRegister, item: Item, act: 'read' | 'history' | 'reveal' | 'export' | 'unmask'): Way[] {
  const fields = of.fields as Fields
  const share = (key: string) => shareOf(of, fields[key]!)
  const found: Way[] = []
  const reading = act === 'read' || act === 'history'
  if (reading && of.class === 'public') found.push({ by: 'public', there: (key) => share(key) === of.share })
  if (reading && of.holder && actor.person !== null && item.holder === actor.person) found.push({ by: 'own', there: () => true })
  if (byDuty(world, actor, of, item, act))
    found.push({ by: 'duty', there: (key) => actor.function === of.steward || of.share === 'none' || share(key) !== 'none' })
  if (actor.kind === 'post' && act === 'read' && of.share === 'unconditional')
    found.push({ by: 'shared', there: (key) => share(key) === 'unconditional' })
  if (actor.kind === 'post' && (act === 'read' || (act === 'reveal' && !actor.seeing)) && of.share !== 'none')
    for (const grant of actor.grants ?? [])
      if (grant.register === of.name && lies(world.places[item.place].path, grant.regionPath))
        found.push({ by: 'granted', there: (key) => grant.fields.includes(key) && share(key) !== 'none' })
  // What a formula reads is told by it.
  return found.map(({ by, there }) => ({ by, there: (key) => there(key) && (key !== 'told' || there('note')) }))
}

const ofName = (world: World, name: string) => world.registers.find((one) => one.name === name)!

/** What an actor may know of a field of a record, by an act. */
export function levelOf(world: World, actor: Actor, item: Item, key: string, act: 'read' | 'history' | 'export' = 'read'): Level {
  const of = ofName(world, item.register)
  if (!ways(world, actor, of, item, 'read').some(({ there }) => there(key))) return 'none'
  if (act !== 'read' && !ways(world, actor, of, item, act).some(({ there }) => there(key))) return 'none'
  if ((of.fields as Fields)[key]!.privacy === 'none') return 'plain'
  if (actor.person !== null && of.holder && item.holder === actor.person) return 'plain'
  return byDuty(world, actor, of, item, 'unmask') ? 'plain' : 'masked'
}

/** Whether an actor may ask for one plain value, saying what for. */
export const revealable = (world: World, actor: Actor, item: Item, key: string): boolean =>
  levelOf(world, actor, item, key) !== 'none' &&
  (['reveal', 'unmask'] as const).some((act) => ways(world, actor, ofName(world, item.register), item, act).some(({ there }) => there(key)))

/** Whether an actor may do something to a record, by a duty. */
export const mayDo = (world: World, actor: Actor, item: Item, act: RegisterAct): boolean =>
  byDuty(world, actor, ofName(world, item.register), item, act)

/** Whether a record is drawn on the map for an actor: its place and its name are there by one and the same way. */
export const isDrawn = (world: World, actor: Actor, item: Item): boolean =>
  ways(world, actor, ofName(world, item.register), item, 'read').some(({ there }) => there('spot') && there('name'))

/** Whether an actor may open some fields of a record to everybody: they are there to be read and to be taken away, and tell about nobody. */
export function mayOpenItem(world: World, actor: Actor, item: Item, keys: readonly string[]): boolean {
  const of = ofName(world, item.register)
  const whole = (act: 'read' | 'export') => ways(world, actor, of, item, act)
  if (keys.some((key) => !mayBeOpened(of, key))) return false
  return whole('export').some((taken) => whole('read').some((shown) => keys.every((key) => taken.there(key) && shown.there(key))))
}

/** Whether a field may become open data: it says so or its register is public, it tells about nobody, and it is shared with somebody. */
export const mayBeOpened = (of: AnyRegister, key: string): boolean => {
  const { open, privacy } = (of.fields as Fields)[key]!
  return (open || of.class === 'public') && privacy === 'none' && shareOf(of, (of.fields as Fields)[key]!) !== 'none'
}

/** What a post sees of a record by its duties and grants alone: fields that are there plainly, and masked; nothing where it has none such. */
export function ownSight(world: World, actor: Actor, item: Item): { plain: string[]; masked: string[] } | undefined {
  const of = ofName(world, item.register)
  const fields = of.fields as Fields
  const own = ways(world, actor, of, item, 'read').filter(({ by }) => by === 'duty' || by === 'granted')
  if (own.length === 0) return undefined
  const keys = Object.keys(fields).filter((key) => own.some(({ there }) => there(key)))
  const isPlain = (key: string) => fields[key]!.privacy === 'none' || byDuty(world, actor, of, item, 'unmask')
  return { plain: keys.filter(isPlain), masked: keys.filter((key) => !isPlain(key)) }
}
