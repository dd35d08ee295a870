import type { Fields, Form, LifeStage, Matter, MatterOrigin, Template } from '#declare'
import type { AskedForCase } from '#kernel/asked'
import type { Context, Ground } from '#kernel/context'
import type { Calendar } from '#kernel/days'
import { NotAllowed, NotFound } from '#kernel/errors'
import type { AsSystem } from '#kernel/readers'
import { openCalendars } from './calendar/index.ts'
import { openHistory, orderPapers } from './history/index.ts'
import { forgetOldDrafts, getDraft, keepDraft, listDrafts, throwDraftAway, type NewDraft } from './drafts/index.ts'
import { findCases, inbox, listAsked, listMine, type InboxQuery } from './inbox/inbox.ts'
import { getCase, type CaseView } from './inbox/view.ts'
import { neededMatters, openMatters, type Implementation, type Matters, type ShippedMatter } from './matters/index.ts'
import { act, type Acting } from './moves/act.ts'
import { requireCovered } from './mandate.ts'
import { actTogether, assign, candidates, type ActingTogether } from './moves/assign.ts'
import { recountCase, recountRegion, tickClocks, turnLights } from './moves/clocks.ts'
import { openForAsk } from './moves/answer.ts'
import { openTables, readsCase } from './moves/known.ts'
import { openCase, type Application } from './moves/open.ts'
import { fieldsOfForms, holdsDuty, isOwn, openParts, type OwnedProcedure } from './moves/parts.ts'
import type { PlainWords } from './matters/search-said.ts'
import { openSearching } from './matters/searching.ts'
import { stagesOf } from './matters/stages.ts'
import type { CasesOutside } from './outside.ts'
import type { TaskRow } from './rows.ts'
import { claimTask, forgetKeys, instrumentFor, moveRegions, setDocument, taskToClaim } from './sql.ts'
import { OPEN_BOX } from '#kernel/context'

export { calendarDays, nationalDays, type ShippedDay } from './calendar/index.ts'
export { countedRecords, type CountedRecords } from './counted.ts'
export { journeys, type JourneyClock, type JourneyTask, type Journeys } from './inbox/journeys.ts'
export { casesOf, summaries, type CaseSummaryRow, type CountedLimit } from './inbox/summaries.ts'
export { keyOf, newKeys, numberOf, type Keys, type PastAct, type PastCase, type PastOfficer, type PastRun } from './history/index.ts'
export type { CertificateFacts, DecidedAsk } from './outside.ts'
export type { CaseSummary, Inbox, TaskSummary } from './inbox/inbox.ts'
export type { Said } from './inbox/names.ts'
export type { CaseView } from './inbox/view.ts'
export type { Light } from './clocks/index.ts'
export type { Implementation, ShippedList, ShippedMatter } from './matters/index.ts'
export type { Acting } from './moves/act.ts'
export type { Application } from './moves/open.ts'
export type { OwnedProcedure } from './moves/parts.ts'
export type { CasesOutside } from './outside.ts'
export { casesNews } from './inbox/news.ts'
export { casesRoles } from './roles.ts'
export { routes as casesRoutes } from './routes.ts'
export type { PlainWords } from './matters/search-said.ts'
export { searchRoutes } from './matters/searching.ts'

/** What the engine is told when it is made. */
export interface CasesOptions {
  procedures: readonly OwnedProcedure[]
  matters: readonly Matter[]
  templates: readonly Template[]
  /** How people say what lists of matters call otherwise. */
  words?: readonly PlainWords[]
  /** What a matter is called in English, for whoever searches in English. */
  inEnglish?: (label: string) => string | undefined
  outside: CasesOutside
}

/** An implementation as the public sees it. */
export interface ImplementationView {
  id: string
  matter: string
  edition: number
  organisation: { id: string; name: string }
  region: string
  limits: Implementation['body']['limits']
  materials: Implementation['body']['materials']
  fees: Implementation['body']['fees']
  conditions: string[]
  windows: string[]
  results: Implementation['body']['results']
  remedies: Implementation['body']['remedies']
  basis: Implementation['body']['basis']
  /** What nobody has told us; an empty list of it means nothing. */
  unknown: readonly ('limits' | 'materials' | 'fees')[]
}

/** A matter as the list of all matters shows it. */
export interface MatterSummary extends Pick<Matter, 'name' | 'label' | 'about' | 'kind' | 'applicants' | 'function'> {
  code: string | null
  category: string | null
  /** The published list that it was taken from; absent for matters of this city's own. */
  origin?: MatterOrigin
  components: string[]
  /** Stages of a life and of a business at which one asks for it. */
  stages: readonly LifeStage[]
  /** Whether it can be asked for by itself. */
  alone: boolean
}

const summaryOf = ({ name, label, about, kind, applicants, components, procedure, function: fn, ...more }: Matter): MatterSummary => ({
  name,
  label,
  about,
  kind,
  applicants,
  function: fn,
  code: more.code ?? null,
  category: more.category ?? null,
  ...(more.origin ? { origin: more.origin } : {}),
  components: Object.keys(components),
  stages: stagesOf(label, applicants),
  alone: procedure !== undefined,
})

const viewOf = ({ id, matter, edition, organisation, organisationName, region, body }: Implementation): ImplementationView => ({
  id,
  matter,
  edition,
  organisation: { id: organisation, name: organisationName },
  region,
  limits: body.limits,
  materials: body.materials,
  fees: body.fees,
  conditions: body.conditions,
  windows: body.windows,
  results: body.results,
  remedies: body.remedies,
  basis: body.basis,
  unknown: body.unknown ?? [],
})

/** First values of a form from the records that the actor may use. */
function prefillOf(form: Form | undefined, fields: Fields, records: Awaited<ReturnType<CasesOutside['recordsFor']>>) {
  const values: Record<string, unknown> = {}
  const from: Record<string, string> = {}
  for (const [key, sources] of Object.entries(form?.prefill ?? {}))
    for (const source of [sources].flat()) {
      const [who, field] = source.split('.') as [keyof typeof records, string]
      const value = records[who].values[field]
      if (value === null || value === undefined || !fields[key] || key in values) continue
      values[key] = value
      from[key] = records[who].label
    }
  return { values, from }
}

/** Makes the engine. A procedure that can't run stops the start. */
export function createCases(ground: Pick<Ground, 'timezone'>, options: CasesOptions) {
  const { outside } = options
  const matters = openMatters(options.matters, outside)
  const calendars = openCalendars()
  const parts = openParts({
    timezone: ground.timezone,
    procedures: options.procedures,
    templates: options.templates,
    matters,
    calendars,
    outside,
  })

  // What answers asks is asked for where the thing asked about is.
  const isApplied = ({ procedure }: Matter) => !procedure || parts.newest(procedure).graph.procedure.answers === undefined
  // The list changes when a list is taken in, and is asked for by every visitor.
  let summaries: { of: readonly Matter[]; list: readonly MatterSummary[] } = { of: [], list: [] }
  const listMatters = (): readonly MatterSummary[] => {
    if (summaries.of !== matters.all) summaries = { of: matters.all, list: matters.all.filter(isApplied).map(summaryOf) }
    return summaries.list
  }

  return {
    /** Matters that people can apply for, declared and listed; those that answer asks are found by name alone. */
    matters: {
      get all() {
        return matters.all.filter(isApplied)
      },
      find: matters.find,
      get: matters.get,
    } as Pick<Matters, 'all' | 'find' | 'get'>,
    /** Opens a case and gives what the applicant sees of it. */
    async openCase(ctx: Context, application: Application): Promise<CaseView> {
      const { id } = await openCase(parts, ctx, application)
      // What was being written is handed in now, and kept as the case alone.
      if (ctx.actor.account && ctx.actor.person) await throwDraftAway(parts, ctx, application.matter)
      return getCase(parts, ctx, id)
    },
    /** What opens a case for asks of a kind; nothing for those that no procedure answers. */
    answering(kind: string) {
      const name = parts.answering(kind)
      return name === undefined ? undefined : (ctx: Context, asked: AskedForCase) => openForAsk(parts, ctx, name, asked)
    },
    /** Makes a move, for whoever does not look at the case afterwards. */
    async move(ctx: Context, acting: Acting): Promise<void> {
      await act(parts, ctx, acting)
    },
    /** Makes a move and gives the case as it then is. */
    async act(ctx: Context, acting: Acting): Promise<CaseView> {
      await act(parts, ctx, acting)
      return getCase(parts, ctx, acting.case)
    },
    /** A case for whoever may see it; that an officer looked is on record. @throws NotFound */
    async getCase(ctx: Context, id: string): Promise<CaseView> {
      const view = await getCase(parts, ctx, id)
      const { kind, person } = ctx.actor
      if (kind === 'post' && view.applicant.id !== person) await outside.noteReading(ctx, { case: id, holder: view.applicant.id })
      await orderPapers(ctx, view)
      return view
    },
    /** The days of a region as its limits count them. */
    calendar: (ctx: Context, regionPath: string) => calendars.of(ctx, regionPath),
    /** Whether the acting officer works, or worked, on a case. */
    readsCase,
    listMine: (ctx: Context) => listMine(parts, ctx),
    listAsked: (ctx: Context) => listAsked(parts, ctx),
    inbox: (ctx: Context, query: InboxQuery) => inbox(parts, ctx, query),
    findCases,
    /** Takes a waiting task of the own duties for oneself, or gives it back. @throws NotFound; Conflict naming who has it */
    async claim(ctx: Context, task: string, take: boolean): Promise<void> {
      const { organisation } = ctx.actor
      if (organisation) openTables(ctx, { ...OPEN_BOX, organisation: [organisation, organisation] }, ['task'])
      const found = organisation ? await ctx.tx.row(taskToClaim(task, organisation)) : undefined
      // The database knows the organisation alone; whose duty it is is decided here, or a colleague could keep it from those who have it.
      if (!found || !holdsDuty(ctx.actor, found as unknown as TaskRow)) throw new NotFound('没有这项任务', { code: 'case.task' })
      if (isOwn(ctx.actor, found as unknown as TaskRow & { holder: string }))
        throw new NotAllowed('您是申请人，这件事须由他人办理', { code: 'case.own' })
      await ctx.tx.query(claimTask(task, ctx.actor.name, take))
    },
    /** Whom the head of an office may give a waiting task to. */
    candidates: (ctx: Context, task: string) => candidates(parts, ctx, task),
    /** Gives a waiting task to a colleague, or back to all who have its role. */
    assign: (ctx: Context, task: string, to: { account: string | null; reason?: string | undefined }) => assign(parts, ctx, task, to),
    /** Does one act on several tasks, each for itself. */
    actTogether: (ctx: Context, acting: ActingTogether) => actTogether(parts, ctx, acting),

    /** What people can ask for, without what only comes as a part of something else. */
    listMatters,
    /** A matter with who exercises it, and each of its parts, around a region. */
    async getMatter(ctx: Context, name: string, region: string | undefined) {
      const matter = matters.get(name)
      const names = [name, ...Object.keys(matter.components)]
      const found = region === undefined ? [] : await matters.at(ctx, names, (await outside.placeOf(ctx, region)).path)
      return {
        matter,
        implementations: Object.fromEntries(found.map((one) => [one.matter, viewOf(one)])),
        components: Object.entries(matter.components).map(([component, { when }]) => ({
          matter: component,
          label: matters.find(component)?.label ?? component,
          when: when ?? null,
        })),
      }
    },
    /** The matters that these answers ask for. */
    needs: (name: string, guide: Record<string, unknown>): string[] => neededMatters(matters.get(name), guide),
    /** The official days of a region, for whoever reckons with them. */
    calendarOf: (ctx: Context, regionPath: string): Promise<Calendar> => calendars.of(ctx, regionPath),
    listDrafts: (ctx: Context) => listDrafts(parts, ctx),
    getDraft: (ctx: Context, matter: string) => getDraft(parts, ctx, matter),
    keepDraft: (ctx: Context, matter: string, draft: NewDraft) => keepDraft(parts, ctx, matter, draft),
    dropDraft: (ctx: Context, matter: string) => throwDraftAway(parts, ctx, matter),
    /** Forgets drafts of a month ago; a daily job. */
    forgetDrafts: (ctx: Context) => forgetOldDrafts(parts, ctx),
    async prefill(ctx: Context, name: string, entity: string | undefined) {
      const matter = matters.get(name)
      const forWhom = entity ?? ctx.actor.proxy?.entity ?? null
      requireCovered(ctx.actor, { matter: name, entity: forWhom })
      return prefillOf(matter.form, fieldsOfForms([matter.form]), await outside.recordsFor(ctx, forWhom))
    },
    /** Search of matters by plain words. */
    searching: openSearching(matters, options.words ?? [], options.inEnglish ?? (() => undefined), isApplied),
    /** Takes in the implementations that the city ships; the same again changes nothing. @returns how many editions are new */
    loadImplementations: (ctx: Context, shipped: readonly { name: string; content: ShippedMatter }[]): Promise<number> =>
      matters.load(ctx, shipped),
    /** Reads the matters of lists; before it, a process knows the declared ones alone. */
    readMatters: matters.refresh,
    /** Takes in a published list with an implementation for each organisation that exercises one. @returns how many editions are new */
    takeList: matters.takeList,

    /** The door through which past cases come in. */
    history: openHistory(parts),
    /** Turns all lights that are due, a piece at a time; a case that can't be counted is set aside. @returns how many cases changed */
    turnLights: (asSystem: AsSystem) => turnLights(parts, asSystem),
    tickClocks: (ctx: Context, most = 500) => tickClocks(parts, ctx, most),
    /** Counts the days of a region's cases anew; a case that can't be counted is set aside. @returns how many cases changed */
    recountRegion: (asSystem: AsSystem, regionPath: string, most?: number) => recountRegion(parts, asSystem, regionPath, most),
    /** Moves the next cases by an act of the regions. Only the system. @returns how many rows went, and whether there may be more */
    moveRegions: async (ctx: Context, act: string, most: number) =>
      (await ctx.tx.row(moveRegions(act, most))) as unknown as { moved: number; repeated: number; more: boolean },
    /** Counts one case that was set aside, for the job `cases-recount`. */
    recountCase: (asSystem: AsSystem, id: string) => recountCase(parts, asSystem, id),
    /** What the document of an instrument needs, for the job `documents-render` with the payload `{ instrument }`. Only the system. */
    async instrument(ctx: Context, id: string) {
      ctx.tx.open('cases_instrument', 'read', OPEN_BOX)
      const row = await ctx.tx.row(instrumentFor(id))
      if (!row) throw new NotFound('没有这份文书', { code: 'case.instrument' })
      return { ...row, template: parts.template(row.template as string) } as {
        id: string
        case: string
        template: Template
        label: string
        number: string | null
        organisation: string
        organisationName: string
        holder: string
        region: string
        data: Record<string, unknown>
        issued: string
        document: string | null
      }
    },
    /** Notes that an instrument's document was made. @returns false when it had been made before */
    async instrumentReady(ctx: Context, id: string, document: string, code: string | null): Promise<boolean> {
      return (await ctx.tx.row(setDocument(id, document, code)))!.made as boolean
    },
    /** Forgets the keys of requests of a week ago; a daily job. */
    async forgetKeys(ctx: Context): Promise<number> {
      return (await ctx.tx.row(forgetKeys))!.gone as number
    },
  }
}

export type Cases = ReturnType<typeof createCases>
