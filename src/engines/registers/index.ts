import type pg from 'pg'
import type { AnyRegister, Changes, NewRecord, RecordOf } from '#declare'
import { listAsks, getAsk, type Ask } from '#kernel/asks'
import type { AccessLog } from '#kernel/access'
import { OPEN_BOX, pathsBelow, type Box, type Context } from '#kernel/context'
import { NotAllowed } from '#kernel/errors'
import type { Sealer } from '#kernel/sealing'
import { answerCorrection, proposeCorrection } from './corrections.ts'
import type { Definitions } from './definitions.ts'
import { asOf, history } from './history.ts'
import { openNumbers } from './numbers.ts'
import { actsOf, boxesFor } from './permission.ts'
import { find, get, list, type AnyRecord, type ListQuery } from './read.ts'
import { addMany, change, end, type Place, type WriteParts } from './write.ts'

export { defineAll, type Definition, type Definitions } from './definitions.ts'
export { applyDefinitions, boxPolicy } from './tables.ts'
export { boxesFor, ownBox } from './permission.ts'
export type { AnyRecord, Filter, ListQuery, Page } from './read.ts'
export type { Version } from './history.ts'
export type { Place } from './write.ts'
export { routes as registerRoutes } from './routes.ts'

/** What the engine is told when it is made. */
export interface RegistersOptions {
  definitions: Definitions
  pool: pg.Pool
  sealer: Sealer
  access: AccessLog
  /** Where a region lies; the engine that keeps regions answers. */
  placeOf(ctx: Context, region: string): Promise<Place>
  /** Code lists by name. */
  codeLists: ReadonlyMap<string, ReadonlyMap<string, string>>
}

type Typed<R extends AnyRegister> = RecordOf<R>

/** The one door to records: permission, checks, history and access records happen here and nowhere else. */
export function createRegisters(options: RegistersOptions) {
  const { definitions, codeLists } = options
  const parts: WriteParts = {
    definitions,
    sealer: options.sealer,
    access: options.access,
    numbers: openNumbers(options.pool),
    placeOf: options.placeOf,
    holdsCode: (name, code) => codeLists.get(name)?.has(code) ?? false,
  }
  const nameOf = (register: AnyRegister | string) => (typeof register === 'string' ? register : register.name)

  /** The asks that this actor may answer: of registers that it may change. */
  const askBoxes = (ctx: Context): Box[] => {
    if (ctx.actor.kind === 'system') return [OPEN_BOX]
    const answers = definitions.all.some(({ register }) => boxesFor(definitions.roles, ctx, register, 'change').length > 0)
    return answers
      ? ctx.actor.duties.map((duty) => ({
          ...OPEN_BOX,
          regionPath: pathsBelow(duty.regionPath),
          organisation: [duty.organisation, duty.organisation] as const,
        }))
      : []
  }

  return {
    definitions,
    codeLists,
    /** Adds one record and gives its key. */
    add: async <R extends AnyRegister>(ctx: Context, register: R, record: NewRecord<R>): Promise<Typed<R>['id']> =>
      (await addMany(parts, ctx, register.name, [record as Record<string, unknown>]))[0] as Typed<R>['id'],
    /** Adds up to 5,000 records, all or none, and gives their keys in order. */
    addMany: <R extends AnyRegister>(ctx: Context, register: R, records: readonly NewRecord<R>[]): Promise<string[]> =>
      addMany(parts, ctx, register.name, records as readonly Record<string, unknown>[]),
    addUntyped: (ctx: Context, name: string, record: Record<string, unknown>): Promise<string> =>
      addMany(parts, ctx, name, [record]).then(([id]) => id!),
    addManyUntyped: (ctx: Context, name: string, records: readonly Record<string, unknown>[]) => addMany(parts, ctx, name, records),
    get: async <R extends AnyRegister>(ctx: Context, register: R, id: string): Promise<Typed<R>> =>
      (await get(parts, ctx, register.name, id)).record as unknown as Typed<R>,
    getUntyped: (ctx: Context, name: string, id: string) => get(parts, ctx, name, id),
    find: async <R extends AnyRegister>(ctx: Context, register: R, where: Partial<Record<keyof R['fields'] & string, unknown>>) =>
      (await list(parts, ctx, register.name, { where: equals(where), limit: 1 })).items[0] as unknown as Typed<R> | undefined,
    findById: (ctx: Context, name: string, id: string) => find(parts, ctx, name, id),
    list: async <R extends AnyRegister>(
      ctx: Context,
      register: R,
      query: ListQuery & { equals?: Partial<Record<keyof R['fields'] & string, unknown>> } = {},
    ) => {
      const { equals: where, ...rest } = query
      const page = await list(parts, ctx, register.name, where ? { ...rest, where: [...(rest.where ?? []), ...equals(where)] } : rest)
      return page as unknown as { items: Typed<R>[]; next: string | null; masked: string[] }
    },
    listUntyped: (ctx: Context, name: string, query: ListQuery) => list(parts, ctx, name, query),
    change: async <R extends AnyRegister>(
      ctx: Context,
      register: R,
      id: string,
      version: number,
      changes: Changes<R>,
    ): Promise<Typed<R>> =>
      (await change(parts, ctx, register.name, id, version, changes as Record<string, unknown>)) as unknown as Typed<R>,
    changeUntyped: (ctx: Context, name: string, id: string, version: number, changes: Record<string, unknown>) =>
      change(parts, ctx, name, id, version, changes),
    end: (ctx: Context, register: AnyRegister | string, id: string, version: number) => end(parts, ctx, nameOf(register), id, version),
    history: (ctx: Context, name: string, id: string) => history(parts, ctx, name, id),
    asOf: (ctx: Context, register: AnyRegister | string, id: string, recorded: Date): Promise<AnyRecord | undefined> =>
      asOf(parts, ctx, nameOf(register), id, recorded),
    actsOf: (ctx: Context, name: string) => actsOf(definitions.roles, ctx, definitions.get(name).register),
    proposeCorrection: (ctx: Context, name: string, id: string, changes: Record<string, unknown>, reason: string) =>
      proposeCorrection(parts, ctx, name, id, changes, reason),
    asks: (ctx: Context) => listAsks(ctx, askBoxes(ctx)),
    async answer(ctx: Context, id: string, accept: boolean, reason: string): Promise<Ask> {
      const boxes = askBoxes(ctx)
      if (boxes.length === 0) throw new NotAllowed('没有权限答复', { code: 'ask.answer' })
      const ask = await getAsk(ctx, boxes, id)
      return answerCorrection(parts, ctx, ask, accept, reason)
    },
    /** Titles of records by key, for showing references. */
    titles: (ctx: Context, wanted: ReadonlyMap<string, ReadonlySet<string>>) => titles(ctx, wanted),
  }

  async function titles(ctx: Context, wanted: ReadonlyMap<string, ReadonlySet<string>>): Promise<Record<string, string>> {
    const found: Record<string, string> = {}
    for (const [name, ids] of wanted) {
      const definition = definitions.find(name)
      if (!definition || ids.size === 0) continue
      for (const box of boxesFor(definitions.roles, ctx, definition.register, 'read').slice(0, 2)) {
        const column = definition.columns.find((one) => one.key === definition.register.title)
        if (!column || column.sealed || column.field.privacy === 'sensitive') continue
        ctx.tx.open(definition.box, 'read', box)
        const key = definition.register.effective ? 'key' : 'id'
        const rows = await ctx.tx.rows({
          name: `titles.${definition.box}`,
          text: `select t.${key} as id, t."${column.name}"::text as title from ${definition.full} t where t.${key} = any($1::uuid[])${definition.register.effective ? ' and t.effective @> now()' : ''}`,
          values: [[...ids]],
        })
        for (const row of rows) found[row.id as string] = row.title as string
      }
    }
    return found
  }
}

const equals = (where: Partial<Record<string, unknown>>) =>
  Object.entries(where).map(([field, value]) =>
    value === null ? { field, operator: 'isEmpty' as const, value: true } : { field, operator: 'is' as const, value },
  )

export type Registers = ReturnType<typeof createRegisters>
