import { OPEN_BOX, isSameHand, type Actor, type Context } from '#kernel/context'
import { addAsk, answerAsk, getAsk, type Ask } from '#kernel/asks'
import { Conflict, Invalid, NotAllowed, NotFound } from '#kernel/errors'
import { addJob } from '#kernel/jobs'
import { isKey, newKey } from '#kernel/keys'
import { readList } from '../address.ts'
import type { Registers } from '../index.ts'
import { boxesFor } from '../permission.ts'
import { checkVersion, keptVersion } from './check.ts'
import { dataSets } from './data-set.ts'
import { subjectOf } from './openable.ts'
import type { OpenDataParts, Version } from './parts.ts'
import { publishVersion, type AsSystem } from './publish.ts'
import { publicDoors } from './public.ts'
import { headsOf } from './present.ts'
import { keptColumn, LEAST_K, openableColumns, selectedColumns, type Selection } from './selection.ts'
import * as sql from './sql.ts'
import { asKeeper } from './stage.ts'

export { dataSets, openLicences, openThemes } from './data-set.ts'
export type { KnownSet } from './public.ts'

/** The tasks of open data, for the pool of threads that {@link openOpenData} is given. */
export const openDataTasks = new URL('./tasks.ts', import.meta.url).href

/** The kind of asks for the publication of a version. */
const OPEN_PUBLICATION = 'registers.open-publication'
/** What whoever approves is allowed to do, as a role says it. */
const OPEN_APPROVER = 'open.approver'

export interface OpenDataOptions extends OpenDataParts {
  registers: Registers
  asSystem: AsSystem
}

const ownHere = (ctx: Context) => ctx.actor.duties.filter(({ role }) => role === OPEN_APPROVER)

/** A version with what stands over the columns of its files. */
const shown = (version: Version) => ({ ...version, heads: headsOf(version.columns, version.selection.shape) })
export type OpenVersion = ReturnType<typeof shown>

/** Data given to everybody: selected, checked, proposed by one and approved by another, frozen, taken away. */
export function openOpenData({ registers, asSystem, ...parts }: OpenDataOptions) {
  const { definitions } = parts

  /** A data set that this actor makes. @throws NotFound */
  async function ownSet(ctx: Context, id: string) {
    if (!isKey(id) || !(await registers.reaches(ctx, dataSets.name, 'change', id))) throw none()
    return (await registers.getUntyped(ctx, dataSets.name, id)).record
  }
  const none = () => new NotFound('找不到这个数据集', { code: 'open.none' })

  /** Whether the actor approves what is opened where this version is. */
  const approves = (ctx: Context, { regionPath }: Pick<Version, 'regionPath'>) =>
    ownHere(ctx).some((duty) => regionPath.startsWith(duty.regionPath))

  /** A version for whoever makes or approves it. @throws NotFound */
  async function ownVersion(ctx: Context, id: string): Promise<Version> {
    const version = isKey(id) ? await keptVersion(ctx, id) : undefined
    if (!version || version.state === 'dropped') throw none()
    if (!approves(ctx, version) && !(await registers.reaches(ctx, dataSets.name, 'change', version.dataSet))) throw none()
    asKeeper(ctx)
    return version
  }

  /**
   * Records are opened when the catalogue says that they are: the department that provides them sets their opening there. Counts are made of them and are another thing.
   * @throws Conflict
   */
  async function requireOpening({ register, shape }: Selection): Promise<void> {
    if (shape === 'counts') return
    const closed = await asSystem('开放类型', async (own) => {
      own.tx.open('catalogue_resource', 'read', OPEN_BOX)
      return (await own.tx.row(sql.openingOf(register)))?.opening === 'none'
    })
    if (closed)
      throw new Conflict('信息资源目录里写着这个库不予开放。请提供单位先在目录里改为可以开放，再开放它的记录', { code: 'open.catalogue' })
  }

  const levelParts = (ctx: Context) => ({
    codeLists: parts.codeLists,
    timezone: parts.ground.timezone,
    asOf: ctx.now.toISOString().slice(0, 10),
    definitions,
  })

  return {
    parts,
    ...publicDoors(parts, asSystem),
    /** Registers that this actor may open something of, with their columns and how coarse each can be made. */
    async sources(ctx: Context) {
      return definitions.all.flatMap((one) => {
        if (boxesFor(definitions.roles, ctx, one.register, 'export').length === 0) return []
        const columnsIn = (shape: Selection['shape']) =>
          openableColumns(one, shape, levelParts(ctx)).map(({ column, chains }) => ({
            field: column.key,
            label: column.field.label,
            kind: column.field.kind,
            personal: column.field.privacy !== 'none',
            levels: chains.map((chain) => chain.map(({ key, label }) => ({ key, label }))),
          }))
        const [records, counts] = [columnsIn('records'), columnsIn('counts')]
        if (records.length === 0 && counts.length === 0) return []
        const { subject, fixed } = subjectOf(one)
        return [{ register: one.register.name, label: one.register.label, subject, subjectFixed: fixed, records, counts }]
      })
    },
    leastK: LEAST_K,
    /** The data sets that are made of a register and that everybody may take now. */
    async madeOf(ctx: Context, register: string): Promise<OpenOf[]> {
      asKeeper(ctx)
      ctx.tx.open('open_data_set', 'read', { ...OPEN_BOX, class: [0, 0] })
      return (await ctx.tx.rows(sql.madeOf(register))) as unknown as OpenOf[]
    },
    /** Data sets with all their versions, for whoever makes or approves them. */
    async workshop(ctx: Context, id: string) {
      if (!isKey(id)) throw none()
      const makes = await registers.reaches(ctx, dataSets.name, 'change', id)
      const { record } = await registers.getUntyped(ctx, dataSets.name, id).catch(() => {
        throw none()
      })
      asKeeper(ctx)
      const versions = (await ctx.tx.rows(sql.versionsOf(id))) as unknown as Version[]
      const isApprover = versions.some((version) => approves(ctx, version)) || ownHere(ctx).length > 0
      if (!makes && !isApprover) throw none()
      const files = await ctx.tx.rows(sql.filesOf(versions.map((version) => version.id)))
      return {
        dataSet: record,
        makes,
        versions: versions.map((version) => ({
          ...shown(version),
          mayAnswer: version.state === 'proposed' && approves(ctx, version) && !isSameHand(ctx.actor, version.madeBy),
          files: files.filter((file) => file.version === version.id).map(({ format, sha256, bytes }) => ({ format, sha256, bytes })),
        })),
      }
    },
    /** What waits for this actor's approval. */
    async waiting(ctx: Context) {
      if (ownHere(ctx).length === 0) return []
      asKeeper(ctx)
      const found = new Map<string, OpenWaiting>()
      for (const one of boxesFor(definitions.roles, ctx, definitions.get(dataSets.name).register, 'read')) {
        ctx.tx.open('open_data_set', 'read', one)
        for (const { regionPath, ...row } of await ctx.tx.rows(sql.proposed))
          if (approves(ctx, { regionPath: regionPath as string })) found.set(row.id as string, row as unknown as OpenWaiting)
      }
      return [...found.values()]
    },
    /** Begins a version: what is selected is checked in the background. */
    async begin(ctx: Context, id: string, selection: Selection): Promise<OpenVersion> {
      const dataSet = await ownSet(ctx, id)
      const source = definitions.find(selection.register)
      if (!source || boxesFor(definitions.roles, ctx, source.register, 'export').length === 0)
        throw new NotAllowed('没有权限开放这个库', { code: 'open.source' })
      await requireOpening(selection)
      const columns = selectedColumns(source, selection, levelParts(ctx))
      // A filter that can't be read is told at once.
      readList(registers, selection.register, selection.filter, parts.ground.timezone)
      asKeeper(ctx)
      for (const { id: before, state } of await ctx.tx.rows(sql.begun(id))) {
        if (state === 'proposed' || state === 'approved') throw new Conflict('这个数据集有一个版本正在审核', { code: 'open.pending' })
        await ctx.tx.query(sql.moveVersion(before as string, [state as string], 'dropped'))
        await ctx.tx.query({ text: 'select open.close_stage($1::uuid)', values: [before] })
      }
      const version = newKey()
      const place = await ctx.tx.row({
        text: 'select t.region_path as "regionPath", t.organisation from open.data_set t where t.id = $1::uuid',
        values: [dataSet.id],
      })
      await ctx.tx.query(
        sql.addVersion({
          id: version,
          dataSet: id,
          selection,
          columns: columns.map(keptColumn),
          organisation: place!.organisation as string,
          regionPath: place!.regionPath as string,
          madeBy: ctx.actor.account,
          madeByName: ctx.actor.name,
          note: '',
        }),
      )
      await addJob(ctx, 'open-data-check', { version, actor: ctx.actor }, { key: `open-data-check-${version}` })
      return shown((await keptVersion(ctx, version))!)
    },
    version: async (ctx: Context, id: string): Promise<OpenVersion> => shown(await ownVersion(ctx, id)),
    /** Asks for the publication of a version that nothing stands against. */
    async propose(ctx: Context, id: string, note: string): Promise<OpenVersion> {
      const version = await ownVersion(ctx, id)
      const dataSet = await ownSet(ctx, version.dataSet)
      if (version.state !== 'checked') throw new Conflict('检查过的版本才能送审', { code: 'open.state' })
      if (version.report!.blocks.length > 0) throw new Invalid('隐私检查没有通过，不能送审', { code: 'open.blocked' })
      await requireOpening(version.selection)
      const organisation = await parts.approverOf(ctx, String(dataSet.region))
      if (!organisation) throw new Conflict('本区划没有审核公共数据开放的单位', { code: 'open.no-approver' })
      const ask = await addAsk(ctx, {
        kind: OPEN_PUBLICATION,
        register: dataSets.name,
        subject: version.dataSet,
        proposal: { version: id },
        reason: note,
        organisation,
        regionPath: version.regionPath,
      })
      asKeeper(ctx)
      await ctx.tx.query(sql.keepAsk(id, ask.id, note))
      return shown((await keptVersion(ctx, id))!)
    },
    /** Says yes or no to a publication: somebody else than whoever made it. */
    async answer(ctx: Context, id: string, accept: boolean, reason: string): Promise<OpenVersion> {
      const version = await ownVersion(ctx, id)
      if (!approves(ctx, version)) throw new NotAllowed('没有权限审核开放数据', { code: 'open.approve' })
      if (isSameHand(ctx.actor, version.madeBy)) throw new NotAllowed('自己编制的版本须由他人审核', { code: 'open.own' })
      if (version.state !== 'proposed') throw new Conflict('这个版本不在审核中', { code: 'open.state' })
      if (accept) await requireOpening(version.selection)
      await answerAsk(ctx, await askOf(ctx, version), accept, reason)
      asKeeper(ctx)
      if (accept) {
        await ctx.tx.query(sql.approve(id, ctx.actor.name))
        await addJob(ctx, 'open-data-publish', { version: id, actor: ctx.actor }, { key: `open-data-publish-${id}` })
      } else {
        await ctx.tx.query(sql.refuse(id, reason))
        await ctx.tx.query({ text: 'select open.close_stage($1::uuid)', values: [id] })
      }
      return shown((await keptVersion(ctx, id))!)
    },
    /** Takes a published version away from everybody, for a reason that stays where it was. */
    async withdraw(ctx: Context, id: string, reason: string): Promise<OpenVersion> {
      const version = await ownVersion(ctx, id)
      if (version.state !== 'published') throw new Conflict('这个版本没有公布', { code: 'open.state' })
      asKeeper(ctx)
      await ctx.tx.query(sql.withdraw(id, reason))
      await ctx.tx.query({ text: 'select open.close_edition($1::uuid)', values: [id] })
      await addJob(ctx, 'open-data-clear', { version: id }, { key: `open-data-clear-${id}` })
      return shown((await keptVersion(ctx, id))!)
    },
    jobs: {
      'open-data-check': ({ version, actor }: Record<string, unknown>) => checkVersion(parts, registers, actor as Actor, String(version)),
      'open-data-publish': ({ version, actor }: Record<string, unknown>) =>
        publishVersion(parts, registers, actor as Actor, String(version), asSystem),
      /** Contents that no version gives away any more go from the disk. */
      'open-data-clear': async ({ version }: Record<string, unknown>) => {
        const files = await asSystem('开放数据清理', async (ctx) => {
          asKeeper(ctx)
          return (await ctx.tx.rows(sql.filesOf([String(version)]))) as unknown as sql.KeptFile[]
        })
        for (const sha256 of files.flatMap((file) => [file.sha256, file.gzipSha256 ?? []].flat()))
          await parts.files.drop(sha256, () =>
            asSystem('开放数据清理', async (ctx) => {
              asKeeper(ctx)
              return Number((await ctx.tx.row(sql.holding(sha256)))!.n) > 0
            }),
          )
      },
    },
  }

  /** The ask of a version, among those that the approver's duties see. */
  async function askOf(ctx: Context, { ask }: Version): Promise<Ask> {
    const boxes = ownHere(ctx).map((duty) => ({ ...OPEN_BOX, organisation: [duty.organisation, duty.organisation] as const }))
    return getAsk(ctx, boxes, ask!)
  }
}

export type OpenData = ReturnType<typeof openOpenData>
export type OpenWorkshop = Awaited<ReturnType<OpenData['workshop']>>
export type OpenSource = Awaited<ReturnType<OpenData['sources']>>[number]
/** A data set that is made of a register. */
export interface OpenOf {
  code: string
  title: string
  shape: Selection['shape']
}
/** A version that waits for approval. */
export interface OpenWaiting {
  id: string
  dataSet: string
  title: string
  madeByName: string
  note: string
  made: string
}
