import { system } from '#declare'
import { systemActor } from '#engines/identity'
import { inContext, type Actor, type Context } from '#kernel/context'
import { newKey } from '#kernel/keys'
import { migrateAll, openCity, type City, type Site } from '../../src/main.ts'
import type { LoadedSystem } from '../../src/systems/index.ts'
import { newItems, placeNames, type Item, type Places, type Plan, type PlaceName, type World } from './leak-world.ts'

/** Where the worlds lie, and who holds records of them. */
interface Soil {
  places: Places
  holders: readonly [string, string]
}

const codes: Readonly<Record<PlaceName, string>> = { city: '4418', east: '441802', west: '441803', eastTown: '441802006' }

const systemOf = ({ registers, roles, layers, indicators }: Plan, n: number): LoadedSystem => ({
  system: system(`leak${n}`, {
    label: `试验${n}`,
    about: '试验',
    domain: 'example',
    owner: 'culture-tourism',
    rows: [],
    registers,
    roles,
    layers,
    indicators,
  }),
  actions: undefined,
  seed: {},
  offers: [],
})

/** Opens a built city with the registers, roles, layers and figures of the plans beside its own. */
export async function openCityWith(site: Site, plans: readonly Plan[]): Promise<City> {
  const beside = plans.map(systemOf)
  await migrateAll({ ...site, beside }, { demo: true, log: () => undefined })
  const city = await openCity({ ...site, beside })
  await city.catalogue.sync()
  return city
}

async function soilOf({ identity, registers }: City): Promise<Soil> {
  const places = {} as Record<PlaceName, Places[PlaceName]>
  for (const name of placeNames) {
    const { id, code, path } = (await identity.places.byCode(codes[name]))!
    places[name] = { id, code, path }
  }
  const { items } = await identity.asSystem('试验', (ctx) => registers.listUntyped(ctx, 'population.person', { limit: 2 }))
  return { places, holders: [items[0]!.id, items[1]!.id] }
}

/** The installation itself, writing at a place for an organisation. */
const writing = <T>(city: City, region: Actor['region'], organisation: string | null, work: (ctx: Context) => Promise<T>): Promise<T> =>
  inContext(city.ground, { ...systemActor(region), organisation }, { kind: 'system', what: '试验' }, work)

async function plantOrgans(city: City, plan: Plan, { places }: Soil, n: number): Promise<string[]> {
  const keys = []
  for (const [i, { does, at, grants }] of plan.organs.entries()) {
    const key = await writing(city, places[at], null, (ctx) =>
      city.registers.addUntyped(ctx, 'identity.organisation', {
        name: `试验机构${n}之${i}`,
        shortName: `试${n}${i}`,
        function: does,
        level: at === 'city' ? 'city' : at === 'eastTown' ? 'town' : 'county',
        region: places[at].id,
      }),
    )
    keys.push(key)
    for (const { register, fields, at: where } of grants)
      await writing(city, places[where], key, async (ctx) => {
        const { items } = await city.registers.listUntyped(ctx, 'catalogue.resource', {
          where: [{ field: 'register', operator: 'is', value: register }],
        })
        await city.registers.addUntyped(ctx, 'catalogue.grant', {
          resource: items[0]!.id,
          register,
          provider: items[0]!.provider,
          recipient: key,
          items: fields.map((field) => ({ name: field, key: field })),
          purpose: '核对',
          region: places[where].id,
          since: '2026-01-01',
          until: '2027-12-31',
          reason: '试验',
        })
      })
  }
  return keys
}

async function plantPosts(city: City, plan: Plan, { places }: Soil, organs: readonly string[]): Promise<Actor[]> {
  const actors: Actor[] = []
  for (const [i, { organ, at, roles }] of plan.posts.entries()) {
    const { does, grants } = plan.organs[organ]!
    const organisation = organs[organ]!
    const post = await writing(city, places[at], organisation, async (ctx) => {
      const key = await city.registers.addUntyped(ctx, 'identity.post', { name: `试验岗${i}`, organisation, region: places[at].id })
      for (const role of roles) await city.registers.addUntyped(ctx, 'identity.duty', { post: key, role, region: places[at].id })
      return key
    })
    actors.push({
      kind: 'post',
      name: '文员',
      account: newKey(),
      person: null,
      post,
      organisation,
      region: places[at],
      duties: [
        ...roles.map((role) => ({ role, organisation, regionPath: places[at].path })),
        { role: 'open.publisher', organisation, regionPath: places.city.path },
      ],
      function: does,
      grants: grants.map(({ register, fields, at: where }) => ({ register, fields, regionPath: places[where].path, purpose: '核对' })),
    })
  }
  return actors
}

async function plantItems(city: City, plan: Plan, { places, holders }: Soil, organs: readonly string[]): Promise<Item[]> {
  const items: Item[] = []
  for (const item of newItems(plan, organs.slice(0, 2), holders)) {
    const { told: _told, ...values } = item.values
    const first = { ...values, note: 'before', person: item.holder, spot: item.spot }
    const id = await writing(city, places[item.place], item.organisation, async (ctx) => {
      if (city.registers.definitions.get(item.register).register.base) {
        // What is said later by the same source replaces what it said before, in the record and in what it says.
        const say = async (at: string, said: Record<string, unknown>) =>
          (await city.registers.contribute(ctx, item.register, 'counter', [{ key: String(values.name), at, values: said }]))[0]!.record
        await say('2026-01-05T09:00:00+08:00', first)
        return say('2026-01-06T09:00:00+08:00', { note: values.note })
      }
      const key = await city.registers.addUntyped(ctx, item.register, first)
      await city.registers.changeUntyped(ctx, item.register, key, 1, { note: values.note })
      return key
    })
    items.push({ ...item, id })
  }
  return items
}

const plantSets = (city: City, { places }: Soil, organs: readonly string[], n: number) =>
  Promise.all(
    organs.map((organisation, i) =>
      writing(city, places.city, organisation, async (ctx) => {
        const code = `leak-${n}-${i}`
        const id = await city.registers.addUntyped(ctx, 'open.data-set', {
          code,
          title: `试验数据集${n}之${i}`,
          about: '试验',
          theme: 'culture',
          provider: organisation,
          region: places.city.id,
          licence: 'open-terms',
          cycle: 'yearly',
          contact: '试验',
          state: 'draft',
        })
        return { id, code, organisation }
      }),
    ),
  )

/** Plants a plan: its organisations, posts and grants as sessions would find them, and records of every register. */
export async function plantWorld(city: City, plan: Plan, n: number): Promise<World> {
  const soil = await soilOf(city)
  const { places, holders } = soil
  const organs = await plantOrgans(city, plan, soil, n)
  const posts = await plantPosts(city, plan, soil, organs)
  const items = await plantItems(city, plan, soil, organs)
  const person = (key: string | null): Actor => ({
    ...systemActor(places.city),
    kind: key === null ? 'stranger' : 'person',
    name: '群众',
    account: key === null ? null : newKey(),
    person: key,
  })
  // An administrator who looks with a post's eyes.
  const seeing = posts
    .slice(0, 3)
    .map((post): Actor => ({ ...post, account: newKey(), seeing: { name: '管理员', ownPost: '管理岗', until: '2099-01-01T00:00:00Z' } }))
  return {
    ...plan,
    places,
    items,
    actors: [person(null), person(holders[0]), person(holders[1]), ...posts, ...seeing],
    sets: await plantSets(city, soil, organs, n),
    approver: newKey(),
    published: new Set(),
  }
}
