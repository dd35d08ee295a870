import { createHash } from 'node:crypto'
import type { Matter } from '#declare'
import { OPEN_BOX, type Context } from '#kernel/context'
import type { Row } from '#kernel/database'
import { Broken, NotFound } from '#kernel/errors'
import { newKey } from '#kernel/keys'
import type { AsSystem } from '#kernel/readers'
import { pathsAround } from '../calendar/calendar.ts'
import type { CasesOutside } from '../outside.ts'
import { implementationsAt, implementationsByKey, matterRows, putImplementations, takenList, tookList } from '../sql.ts'
import { isMatter } from './needs.ts'
import { bodyOf, type Implementation, type ShippedMatter } from './implementation.ts'
import { listedBody, listedMatters, type ListedBody, type ShippedList } from './listed.ts'

/** Matters and who exercises them where. */
export interface Matters {
  /** Declared and listed; without those that only hold a form and a procedure for listed ones. */
  readonly all: readonly Matter[]
  /** @throws NotFound when no matter has that name */
  get(name: string): Matter
  find(name: string): Matter | undefined
  /** The nearest implementation of each matter around a region; matters that nobody exercises there are left out. */
  at(ctx: Context, names: readonly string[], regionPath: string): Promise<Implementation[]>
  /** Pinned implementations by key. */
  pinned(ctx: Context, ids: readonly string[]): Promise<Map<string, Implementation>>
  /**
   * Takes in what the city ships, each under the last word of its matter's name: a row for each organisation that exercises it. Returns how
   * many editions are new. @throws NotFound when no matter is declared under a name
   */
  load(ctx: Context, shipped: readonly { name: string; content: ShippedMatter }[]): Promise<number>
  /** Reads codes and the matters of lists from the database; once when the process starts, and after a list was taken in. */
  refresh(ctx: Context): Promise<void>
  /**
   * Takes in a published list: its matters, and a row for each organisation that exercises one: those of the matter's function in the
   * counties, and the city's own, which stands in where a county has none. Each piece is a transaction of its own; the same list again, with
   * the same organisations, changes nothing. Returns how many editions are new.
   */
  takeList(asSystem: AsSystem, list: ShippedList): Promise<number>
}

const open = (ctx: Context) => ctx.tx.open('cases_implementation', 'read', { ...OPEN_BOX, class: [0, 0] })

/** How many listed matters are written at once: each has an implementation in every county. */
const LIST_PIECE = 150

/** A row of the list as a matter that can be asked for; nothing when its procedure is no longer declared. */
function listedMatter(row: Row, general: ReadonlyMap<string, Matter>): Matter | undefined {
  const { procedure, ...body } = row.body as ListedBody
  const of = general.get(procedure)
  if (!of) return undefined
  return {
    ...body,
    name: row.name as string,
    code: row.code as string,
    label: row.label as string,
    about: '',
    components: {},
    procedure,
    ...(of.form ? { form: of.form } : {}),
  }
}

/** Opens the matters of an installation. */
export function openMatters(declared: readonly Matter[], outside: CasesOutside): Matters {
  const general = new Map(declared.flatMap((matter) => (matter.general && matter.procedure ? [[matter.procedure, matter] as const] : [])))
  const matters = declared.filter((matter) => !matter.general)
  let all: readonly Matter[] = matters
  let byName = new Map(all.map((matter) => [matter.name, matter]))
  // Editions never change, so what was read once is kept.
  const editions = new Map<string, Implementation>()
  const refresh: Matters['refresh'] = async (ctx) => {
    ctx.tx.open('cases_matter', 'read', { ...OPEN_BOX, class: [0, 0] })
    const rows = await ctx.tx.rows(matterRows)
    const codes = new Map(rows.map((row) => [row.name, row.code as string]))
    const coded = matters.map((matter) => (codes.has(matter.name) ? { ...matter, code: codes.get(matter.name)! } : matter))
    all = [...coded, ...rows.flatMap((row) => (row.listed ? (listedMatter(row, general) ?? []) : []))]
    byName = new Map(all.map((matter) => [matter.name, matter]))
  }
  /** Every organisation of a function: the counties' own, and the city's, which is the nearest where a county has none. */
  const exercisersOf = async (ctx: Context, functions: readonly string[]) => {
    const { code } = ctx.actor.region
    const found = new Map<string, Awaited<ReturnType<CasesOutside['exercisers']>>>()
    for (const fn of new Set(functions))
      found.set(fn, [...(await outside.exercisers(ctx, fn, code, 'county')), ...(await outside.exercisers(ctx, fn, code, 'city'))])
    return found
  }
  return {
    get all() {
      return all
    },
    refresh,
    async takeList(asSystem, list) {
      const [procedure] = general.keys()
      if (procedure === undefined) throw new Broken('no declared matter has a form and a procedure for listed ones')
      const listed = listedMatters(list, procedure)
      const name = `${list.place} ${list.list}`
      const exercisers = await asSystem('载入事项目录', (ctx) =>
        exercisersOf(
          ctx,
          listed.map(({ body }) => body.function),
        ),
      )
      const digest = createHash('sha256')
        .update(JSON.stringify([listed, [...exercisers]]))
        .digest('base64url')
      const taken = await asSystem('载入事项目录', (ctx) => ctx.tx.row(takenList(name)))
      let made = 0
      if (taken?.digest !== digest) {
        for (let i = 0; i < listed.length; i += LIST_PIECE)
          made += await asSystem('载入事项目录', async (ctx) => {
            const { id, code, path } = ctx.actor.region
            const piece = listed.slice(i, i + LIST_PIECE)
            const input = {
              matters: piece.map((one) => ({ ...one, region: id, regionCode: code, regionPath: path, id: newKey() })),
              implementations: piece.flatMap(({ name: matter, body }) =>
                exercisers.get(body.function)!.map(({ organisation, region }) => ({
                  id: newKey(),
                  region: region.id,
                  regionCode: region.code,
                  regionPath: region.path,
                  organisation: organisation.id,
                  organisationName: organisation.name,
                  matter,
                  body: { ...listedBody(body, region.name), ...(organisation.mark ? { mark: organisation.mark } : {}) },
                })),
              ),
            }
            return (await ctx.tx.row(putImplementations(input)))!.made as number
          })
        await asSystem('载入事项目录', (ctx) => ctx.tx.query(tookList(name, digest)))
      }
      await asSystem('载入事项目录', refresh)
      return made
    },
    find: (name) => byName.get(name),
    get(name) {
      const found = byName.get(name)
      if (!found) throw new NotFound('没有这个事项', { code: 'matter.unknown' })
      return found
    },
    async at(ctx, names, regionPath) {
      open(ctx)
      return (await ctx.tx.rows(implementationsAt(names, pathsAround(regionPath)))) as unknown as Implementation[]
    },
    async pinned(ctx, ids) {
      const missing = ids.filter((id) => !editions.has(id))
      if (missing.length > 0) {
        open(ctx)
        for (const row of await ctx.tx.rows(implementationsByKey(missing))) editions.set(row.id as string, row as unknown as Implementation)
      }
      return new Map(ids.flatMap((id) => (editions.has(id) ? [[id, editions.get(id)!] as const] : [])))
    },
    async load(ctx, shipped) {
      const root = { region: ctx.actor.region.id, regionCode: ctx.actor.region.code, regionPath: ctx.actor.region.path }
      const input = { matters: [] as unknown[], implementations: [] as unknown[] }
      for (const { name: bare, content } of shipped) {
        const name = matters.find((matter) => isMatter(matter.name, bare))?.name
        if (!name) throw new NotFound(`没有名为 ${bare} 的事项`, { code: 'matter.unknown' })
        input.matters.push({ ...root, id: newKey(), name, code: content.matter.code, label: content.matter.name, body: content.matter })
        for (const implementation of content.implementations) {
          for (const { organisation, region } of await outside.exercisers(
            ctx,
            implementation.function,
            implementation.region.padEnd(12, '0'),
            implementation.level,
          )) {
            input.implementations.push({
              id: newKey(),
              region: region.id,
              regionCode: region.code,
              regionPath: region.path,
              organisation: organisation.id,
              organisationName: organisation.name,
              matter: name,
              body: { ...bodyOf(content, implementation, region.name), ...(organisation.mark ? { mark: organisation.mark } : {}) },
            })
          }
        }
      }
      return (await ctx.tx.row(putImplementations(input)))!.made as number
    },
  }
}
