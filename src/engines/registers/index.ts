import type pg from 'pg'
import type { AnyField, AnyRegister, Changes, NewRecord, RecordOf, RegisterAct, TextField } from '#declare'
import type { Ask } from '#kernel/asks'
import { accessWithin, type AccessLog } from '#kernel/access'
import type { Context, Ground } from '#kernel/context'
import { Conflict } from '#kernel/errors'
import type { Sealer } from '#kernel/sealing'
import { openAsks } from './asks.ts'
import { contribute, contributed } from './base/contribute.ts'
import { followNewOrder, followNewOrders } from './base/new-order.ts'
import { sourcesOf } from './base/origins.ts'
import type { Said } from './base/said.ts'
import { changeByHand } from './base/steward.ts'
import type { CsvwMetadata } from './csvw/metadata.ts'
import { proposeCorrection, withdrawCorrection, type AskedCorrection } from './corrections.ts'
import type { Definitions } from './definitions.ts'
import { proposeMerge, proposeUnmerge } from './base/merge-asks.ts'
import { mergesInto, standingFor, type Merging } from './base/merge.ts'
import { different, listPairs } from './base/pairs.ts'
import { compare } from './history/compare.ts'
import { corrections } from './history/corrected.ts'
import { getThen, type Then } from './history/then.ts'
import { codeProblem, type CodePeriods } from './code-periods.ts'
import type { ResolvingParts } from './resolved.ts'
import { giveGround } from './history/grounds.ts'
import { NO_KEY } from '#kernel/keys'
import { readInstant, type Instant } from './history/instant.ts'
import { pastRecord } from './history/past.ts'
import { addPeriod, periodAt, timeLine } from './history/periods.ts'
import { reopen, restore, type Restoring } from './history/restore.ts'
import { history } from './history/versions.ts'
import { openNumbers } from './numbers.ts'
import type { PictureFiles } from './outside-checks.ts'
import { actsOf, boxesFor, type Placed } from './permission.ts'
import { declaredFor, placeOf, reaches } from './reach.ts'
import type { ListQuery } from './asked.ts'
import { describeExport, exportList, type ExportQuery } from './export.ts'
import { createImports, type Imports } from './import/index.ts'
import type { ImportParts } from './import/background.ts'
import { schemaOfRegister, type JsonSchema, type SchemaUse } from './json-schema.ts'
import { list, MOST_A_PAGE } from './list.ts'
import { findPersons, type PersonSearch } from './base/find-persons.ts'
import { find, get, requireBoxes, type AnyRecord } from './read.ts'
import { sendPicture } from './pictures.ts'
import { reveal } from './reveal.ts'
import { listViews, removeView, saveView, type SavedView } from './saved-views.ts'
import { openTitles } from './titles.ts'
import { allWordsAnew, wordsAnew } from './words-anew.ts'
import { addMany, end, type Place, type WriteParts } from './write.ts'

export { answerable, answeringRole } from './answering.ts'
export { defineAll, type Definition, type Definitions } from './definitions.ts'
export { applyDefinitions } from './tables.ts'
export { wordsOfEmpty } from './words-anew.ts'
export { MOST_FOUND } from './sorting.ts'
export { sees } from './columns.ts'
export { WITHHOLDING } from './withholding/answer.ts'
export { withholdingApprover, withholdingAsker, withholdings } from './withholding/register.ts'
export type { FieldWords, Word } from './base/origins.ts'
export { readInstant } from './history/instant.ts'
export { boxConditions, boxesFor, coversRegion, lies as liesIn, ownBox } from './permission.ts'
export type { AccessRecord } from '#kernel/access'
export type { Filter, ListQuery } from './asked.ts'
export type { AnyRecord } from './read.ts'
export type { AskedCorrection } from './corrections.ts'
export type { Place } from './write.ts'
export type { CodePeriods } from './code-periods.ts'
export { catalogueManager, catalogueSteward, resources } from './catalogue/resource.ts'
export { grants } from './catalogue/grants.ts'
export { DATA_REQUEST, requests } from './catalogue/request-register.ts'
export { openCatalogue, type Catalogue, type CatalogueOptions } from './catalogue/index.ts'
export * from './definition/door.ts'
export { catalogueRoutes } from './catalogue/routes.ts'
export { dataSets, openDataTasks, openLicences, openOpenData, openThemes } from './open-data/index.ts'
export type { KnownSet, OpenData, OpenSource, OpenVersion, OpenWaiting, OpenWorkshop } from './open-data/index.ts'
export { routes as openDataRoutes } from './open-data/routes.ts'
export { routes as registerRoutes } from './routes.ts'
export { routes as registerHistoryRoutes } from './history-routes.ts'
export { routes as registerListRoutes } from './list-routes.ts'
export { routes as baseRoutes } from './base/routes.ts'
export { routes as importRoutes } from './import/routes.ts'
export type { Imports } from './import/index.ts'
export type { Batch } from './import/batch.ts'
export type { Share as ImportShare } from './import/background.ts'

/** What the engine is told when it is made. */
export interface RegistersOptions {
  definitions: Definitions
  pool: pg.Pool
  sealer: Sealer
  access: AccessLog
  /** Where a region lies; the engine that keeps regions answers. */
  placeOf(ctx: Context, region: string): Promise<Place>
  /** The organisation of a function that answers for a region; the engine that keeps organisations answers. */
  stewardOf(ctx: Context, fn: string, region: string): Promise<string | undefined>
  /** Names of those who acted at posts, by account; the engine that keeps accounts answers. */
  namesAtWork(ctx: Context, accounts: readonly string[]): Promise<Record<string, string>>
  /** Code lists by name. */
  codeLists: ReadonlyMap<string, ReadonlyMap<string, string>>
  /** From when until when codes of these lists may be given, and what took their place; for good where nothing is said. */
  codePeriods?: CodePeriods
  /** The region that a code or key in a filter means. */
  regionMeant?: ResolvingParts['regionMeant']
  /** The English of a label, for what programs are told of it. */
  inEnglish?(label: string): string | undefined
  /** What keys that stand in texts are called, by `register.field`: a role, a kind of certificate. */
  words?: ReadonlyMap<string, { get(key: string): string | undefined }>
  /** What access records call the things that other engines keep, by name. */
  labels?: ReadonlyMap<string, string>
  /** What the documents of these keys are called, as far as the actor may read them. */
  documentTitles?(ctx: Context, ids: readonly string[]): Promise<Record<string, string>>
  /** Pictures of records; the engine that keeps files answers. Without it no record has any. */
  pictures?: PictureFiles
  /** What else comes of an ask for a correction, in its transaction: its evidence is kept, somebody is told. */
  onAsked?(ctx: Context, asked: AskedCorrection, evidence: readonly string[]): Promise<void>
  /** Likewise of its answer. */
  onAnswered?(ctx: Context, ask: Ask): Promise<void>
  /** Files by their keys, for whoever may see what they were handed in with; the engine that keeps files answers. */
  filesOf?(ctx: Context, ids: readonly string[]): Promise<HandedIn[]>
}

/** A file that was handed in with an ask. */
export interface HandedIn {
  id: string
  name: string
  /** Bytes. */
  size: number
}

const partsOf = (options: RegistersOptions): WriteParts => ({
  definitions: options.definitions,
  sealer: options.sealer,
  access: options.access,
  numbers: openNumbers(options.pool),
  pictures: options.pictures,
  placeOf: options.placeOf,
  stewardOf: options.stewardOf,
  holdsCode: (name, code) => options.codeLists.get(name)?.has(code) ?? false,
  codeProblem: (name, code, onDay) => codeProblem(options, name, code, onDay),
  resolving: options,
})

/** Files brought into registers, over the same ground as the door to records; `folder` is where they lie meanwhile, `compute` runs {@link importTasks}. */
export const openImports = (
  ground: Ground,
  options: RegistersOptions,
  own: Pick<ImportParts, 'folder' | 'compute' | 'inEnglish' | 'aside'>,
): Imports => createImports({ ...partsOf(options), codeLists: options.codeLists, timezone: ground.timezone, ground, ...own })

/** The tasks of imports, for the pool of threads that {@link openImports} is given. */
export const importTasks = new URL('./import/tasks.ts', import.meta.url).href

/** The one door to records: permission, checks, history and access records happen here and nowhere else. */
export function createRegisters(options: RegistersOptions) {
  const { definitions, codeLists } = options
  const parts = partsOf(options)
  const titles = openTitles(parts, options.placeOf)
  const nameOf = (register: AnyRegister | string) => (typeof register === 'string' ? register : register.name)

  return {
    definitions,
    codeLists,
    codePeriods: options.codePeriods,
    namesAtWork: options.namesAtWork,
    /** What a kind of record is called; its bare name when nobody said. */
    labelOf: (name: string): string => definitions.find(name)?.register.label ?? options.labels?.get(name) ?? name,
    /** What fields of a kind of record are called; those that nobody named are left out. */
    fieldLabels: (name: string, fields: readonly string[]): string[] =>
      fields.flatMap((field) => {
        const column = definitions.find(name)?.columns.find((one) => one.key === field || one.name === field)
        const label = column?.field.label ?? options.labels?.get(`${name}.${field}`)
        return label ? [label] : []
      }),
    /** Adds one record and gives its key. */
    add: async <R extends AnyRegister>(ctx: Context, register: R, record: NewRecord<R>): Promise<RecordOf<R>['id']> =>
      (await addMany(parts, ctx, register.name, [record as Record<string, unknown>]))[0] as RecordOf<R>['id'],
    /** Adds up to 5,000 records, all or none, and gives their keys in order. */
    addMany: <R extends AnyRegister>(ctx: Context, register: R, records: readonly NewRecord<R>[]): Promise<string[]> =>
      addMany(parts, ctx, register.name, records as readonly Record<string, unknown>[]),
    addUntyped: (ctx: Context, name: string, record: Record<string, unknown>): Promise<string> =>
      addMany(parts, ctx, name, [record]).then(([id]) => id!),
    addManyUntyped: (ctx: Context, name: string, records: readonly Record<string, unknown>[]) => addMany(parts, ctx, name, records),
    get: async <R extends AnyRegister>(ctx: Context, register: R, id: string): Promise<RecordOf<R>> =>
      (await get(parts, ctx, register.name, id)).record as unknown as RecordOf<R>,
    /** One record, or these of its fields. */
    getUntyped: async (ctx: Context, name: string, id: string, fields?: readonly string[]) => {
      const { record, masked } = await get(parts, ctx, name, id, fields)
      return { record, masked }
    },
    /** A record now, or as it was known at an instant, in a version, or as it holds at a business time. @throws NotFound when there was none */
    getThen: async (ctx: Context, name: string, id: string, then: Then, fields?: readonly string[]) => {
      const found = await getThen(parts, ctx, name, id, then, fields)
      return { record: found.record, masked: found.masked }
    },
    find: async <R extends AnyRegister>(ctx: Context, register: R, where: Partial<Record<keyof R['fields'] & string, unknown>>) =>
      (await list(parts, ctx, register.name, { where: equals(where), limit: 1 })).items[0] as unknown as RecordOf<R> | undefined,
    findById: (ctx: Context, name: string, id: string) => find(parts, ctx, name, id),
    list: async <R extends AnyRegister>(
      ctx: Context,
      register: R,
      query: ListQuery & { equals?: Partial<Record<keyof R['fields'] & string, unknown>> } = {},
    ) => {
      const { equals: where, ...rest } = query
      const page = await list(parts, ctx, register.name, where ? { ...rest, where: [...(rest.where ?? []), ...equals(where)] } : rest)
      return page as unknown as { items: RecordOf<R>[]; next: string | null; masked: string[] }
    },
    listUntyped: (ctx: Context, name: string, query: ListQuery) => list(parts, ctx, name, query),
    /** All that a query finds, page by page, up to `most` records; for what is short by its nature, such as the articles of one law. */
    async listThrough(ctx: Context, name: string, query: Omit<ListQuery, 'after' | 'limit'>, most: number): Promise<AnyRecord[]> {
      const found: AnyRecord[] = []
      for (let after: string | null | undefined; after !== null && found.length < most;) {
        const { items, next } = await list(parts, ctx, name, { ...query, limit: MOST_A_PAGE, ...(after ? { after } : {}) })
        found.push(...items)
        after = next
      }
      return found
    },
    change: async <R extends AnyRegister>(
      ctx: Context,
      register: R,
      id: string,
      version: number,
      changes: Changes<R>,
    ): Promise<RecordOf<R>> =>
      (await changeByHand(parts, ctx, register.name, id, version, changes as Record<string, unknown>)) as unknown as RecordOf<R>,
    /** Changes a record; its history says why, where a reason was given. */
    changeUntyped: (ctx: Context, name: string, id: string, version: number, changes: Record<string, unknown>, reason?: string) => {
      giveGround(ctx, id, { reason })
      return changeByHand(parts, ctx, name, id, version, changes)
    },
    /** The same as the end of a unit of work, for somebody who is shown the record as it became, and of whom that is on record. */
    changeShown: (ctx: Context, name: string, id: string, version: number, changes: Record<string, unknown>, reason?: string) => {
      giveGround(ctx, id, { reason })
      return changeByHand({ ...parts, access: accessWithin, shown: 'last' }, ctx, name, id, version, changes)
    },
    end: (ctx: Context, register: AnyRegister | string, id: string, version: number, reason?: string) => {
      giveGround(ctx, id, { reason })
      return end(parts, ctx, nameOf(register), id, version)
    },
    /** Takes in what a source says of up to 5,000 records of a base register. */
    contribute: (ctx: Context, name: string, source: string, said: readonly Said[], batch?: string) =>
      contribute(parts, ctx, name, source, said, batch),
    /** Where what a source said stands by now, for a call that was made before. */
    contributed: (ctx: Context, name: string, source: string, said: readonly Said[]) => contributed(parts, ctx, name, source, said),
    /** Computes the next records of a base register by a new order of sources; says whether there are more. */
    followNewOrder: (ctx: Context, name: string) => followNewOrder(parts, ctx, definitions.get(name)),
    followNewOrders: (asSystem: Parameters<typeof followNewOrders>[1]) => followNewOrders(parts, asSystem),
    /** Makes the words of the next records of a register anew where they were made otherwise; says whether there are more. */
    wordsAnew: (ctx: Context, name: string) => wordsAnew(ctx, definitions.get(name)),
    allWordsAnew: (asSystem: Parameters<typeof allWordsAnew>[1], forMilliseconds?: number) =>
      allWordsAnew(definitions, asSystem, forMilliseconds),
    /** What the sources of a base register say of one record, and which of them gives each field. */
    sources: (ctx: Context, name: string, id: string) => sourcesOf(parts, ctx, name, id),
    /** Asks for two records to be made one, or for that to be taken back. */
    proposeMerge: (ctx: Context, name: string, merging: Merging, reason: string) => proposeMerge(parts, ctx, name, merging, reason),
    proposeUnmerge: (ctx: Context, name: string, merged: string, reason: string) => proposeUnmerge(parts, ctx, name, merged, reason),
    mergesInto: (ctx: Context, name: string, id: string) => mergesInto(parts, ctx, name, id),
    /** The record that stands for another one by now; itself where it was merged into none. */
    standingFor: (ctx: Context, id: string) => standingFor(ctx, id),
    /** Pairs of records that may be one, as far as the actor may merge them. */
    pairs: (ctx: Context, name: string) => listPairs(parts, ctx, name),
    /** Says of a pair that it is two. */
    different: (ctx: Context, name: string, id: string) => different(parts, ctx, name, id),
    findPersons: (ctx: Context, name: string, search: PersonSearch) => findPersons(parts, ctx, name, search),
    /** Keeps with the acting transaction why it writes all that it writes. */
    because: (ctx: Context, reason: string): void => giveGround(ctx, NO_KEY, { reason }),
    history: (ctx: Context, name: string, id: string) => history(parts, ctx, name, id),
    /** Two versions of a record beside each other. */
    compare: (ctx: Context, name: string, id: string, versions: readonly [number, number]) => compare(parts, ctx, name, id, versions),
    /** What was corrected of a record, or is asked to be: both values, who, why, on what evidence. */
    corrections: (ctx: Context, name: string, id: string) => corrections(parts, ctx, name, id),
    withdrawCorrection: (ctx: Context, ask: string, reason: string) => withdrawCorrection(ctx, ask, reason),
    restore: (ctx: Context, name: string, id: string, what: Restoring) => restore(parts, ctx, name, id, what, changeByHand),
    reopen: async (ctx: Context, name: string, id: string, version: number, reason: string) => {
      if ((await standingFor(ctx, id)) !== id) throw new Conflict('这条记录并入了别的记录，要恢复它须撤销合并', { code: 'merge.state' })
      return reopen(parts, ctx, name, id, version, reason)
    },
    /** Every period of what a record is one period of, and the gaps between them. */
    timeLine: (ctx: Context, name: string, id: string, asOf?: Instant) => timeLine(parts, ctx, name, id, asOf),
    periodAt: (ctx: Context, name: string, id: string, at: { effective: Date; asOf?: Instant }) => periodAt(parts, ctx, name, id, at),
    addPeriod: (ctx: Context, name: string, id: string, period: Parameters<typeof addPeriod>[4]) => addPeriod(parts, ctx, name, id, period),
    /** A list as a file, masked as the list is; who may, and how much, is decided before the first byte. */
    exportList: (ctx: Context, name: string, query: ExportQuery) => exportList({ ...parts, codeLists, titles }, ctx, name, query),
    /** The JSON Schema of a register, for whoever may do with its records what the schema is for. */
    schema(ctx: Context, name: string, use: SchemaUse): JsonSchema {
      const definition = definitions.get(name)
      requireBoxes(parts, ctx, definition, use)
      return schemaOfRegister(definition, use)
    },
    /** CSVW metadata of an export of these columns, for whoever may export. */
    describeExport: (ctx: Context, name: string, of: Parameters<typeof describeExport>[3]): CsvwMetadata =>
      describeExport({ ...parts, inEnglish: options.inEnglish ?? (() => undefined) }, ctx, name, of),
    /** Records whose words are these, a few of each register that says nothing of persons: looking people up is a page of its own. */
    async findByName(ctx: Context, search: string, most: number) {
      const found: { register: string; label: string; id: string; title: string }[] = []
      for (const { register, personal } of definitions.all) {
        if (personal.length > 0 || register.search.length === 0) continue
        if (boxesFor(definitions.roles, ctx, register, 'read').length === 0) continue
        const { items } = await list(parts, ctx, register.name, { search, limit: most, few: true })
        const { name, label, title } = register
        found.push(...items.map((item) => ({ register: name, label, id: item.id, title: String(item[title] ?? label) })))
      }
      return found
    },
    /** The plain value of one masked field, for whoever says what for. */
    reveal: (ctx: Context, name: string, id: string, field: string, reason: string) => reveal(parts, ctx, name, id, field, reason),
    /** The picture that a record shows, for whoever sees it plainly. */
    picture: (ctx: Context, name: string, id: string, field: string) => sendPicture(parts, ctx, name, id, field),
    views: (ctx: Context, page?: string) => listViews(ctx, page),
    saveView: (ctx: Context, view: Pick<SavedView, 'page' | 'name' | 'query' | 'reach'>) => saveView(ctx, view),
    removeView: (ctx: Context, id: string) => removeView(ctx, id),
    /** A record as it was known at an instant, told to the millisecond by a `Date` and to the microsecond by a text; nothing before it was there. */
    asOf: async (ctx: Context, register: AnyRegister | string, id: string, recorded: Date | string): Promise<AnyRecord | undefined> =>
      (await pastRecord(parts, ctx, nameOf(register), id, { at: readInstant(recorded, ctx.ground.timezone) }))?.record,
    /** A record as it was known at an instant or in one of its versions, with what of it is masked. */
    past: (ctx: Context, name: string, id: string, point: { asOf: Date | string } | { version: number }) =>
      pastRecord(parts, ctx, name, id, 'asOf' in point ? { at: readInstant(point.asOf, ctx.ground.timezone) } : point),
    /** Whether a record lies where the actor may do this: the one predicate. */
    reaches: (ctx: Context, name: string, act: RegisterAct, id: string): Promise<boolean> =>
      reaches(parts, ctx, definitions.get(name), act, id),
    declared: (ctx: Context, name: string): AnyRegister => declaredFor(definitions, ctx, definitions.get(name)),
    placeOfRecord: (ctx: Context, name: string, id: string): Promise<Placed | undefined> => placeOf(ctx, definitions.get(name), id),
    actsOf: (ctx: Context, name: string) => actsOf(definitions.roles, ctx, definitions.get(name).register),
    async proposeCorrection(
      ctx: Context,
      name: string,
      id: string,
      changes: Record<string, unknown>,
      reason: string,
      evidence: readonly string[] = [],
    ): Promise<Ask> {
      const asked = await proposeCorrection(parts, ctx, name, id, changes, reason, evidence)
      await options.onAsked?.(ctx, asked, evidence)
      return asked.ask
    },
    ...openAsks(parts, options),
    /** The files that were handed in with an ask, for whoever was given the ask. */
    evidenceOf: async (ctx: Context, { proposal }: Pick<Ask, 'proposal'>): Promise<HandedIn[]> =>
      (await options.filesOf?.(ctx, (proposal.evidence ?? []) as string[])) ?? [],
    /** Titles of records by key, for showing references. */
    titles,
    /** What the documents of a record are called, as far as the actor may open them. */
    async documentsIn(ctx: Context, name: string, record: Readonly<Record<string, unknown>>): Promise<Record<string, string>> {
      const ids = Object.entries(definitions.get(name).register.fields as Record<string, AnyField>).flatMap(([key, field]) =>
        field.kind === 'text' && (field as TextField).opens === 'document' && typeof record[key] === 'string'
          ? [record[key] as string]
          : [],
      )
      return (ids.length > 0 && (await options.documentTitles?.(ctx, ids))) || {}
    },
    /** What keys that stand in texts of these records are called, as far as anybody has said so. */
    wordsIn(name: string, records: readonly Readonly<Record<string, unknown>>[]): Record<string, string> {
      const found: Record<string, string> = {}
      for (const key of Object.keys(definitions.get(name).register.fields)) {
        const words = options.words?.get(`${name}.${key}`)
        for (const record of words ? records : []) {
          const value = record[key]
          const word = typeof value === 'string' ? words!.get(value) : undefined
          if (word !== undefined) found[value as string] = word
        }
      }
      return found
    },
  }
}

const equals = (where: Partial<Record<string, unknown>>) =>
  Object.entries(where).map(([field, value]) =>
    value === null ? { field, operator: 'isEmpty' as const, value: true } : { field, operator: 'is' as const, value },
  )

export type Registers = ReturnType<typeof createRegisters>
