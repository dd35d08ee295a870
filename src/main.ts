import { join } from 'node:path'
import pg from 'pg'
import type { Logger } from 'pino'
import { applyMessages, createMessages, messageRoutes } from '#engines/messages'
import { applyDocuments, createDocuments, documentRoutes, documentTasks, type Documents } from '#engines/documents'
import { casesNews, casesRoutes, createCases, searchRoutes, type Cases } from '#engines/cases'
import {
  administrationRoutes,
  createIdentity,
  identityRoutes,
  openAdministration,
  openPlaces,
  organisations,
  peopleRoutes,
  type Administration,
  type Identity,
  type RegionActs,
} from '#engines/identity'
import { applyMap, createMap, mapRoutes, type CityMap } from '#engines/map'
import {
  applyDefinitions,
  catalogueRoutes,
  createRegisters,
  holdRegisters,
  importRoutes,
  importTasks,
  openDataRoutes,
  openImports,
  openCatalogue,
  baseRoutes,
  registerHistoryRoutes,
  registerListRoutes,
  registerRoutes,
  wordsOfEmpty,
  type Catalogue,
  type Imports,
  type OpenData,
  type Registers,
  type RegistersOptions,
} from '#engines/registers'
import { openAccessLog } from '#kernel/access'
import { openCompute } from '#kernel/compute'
import type { Context, Ground } from '#kernel/context'
import { openPool } from '#kernel/database'
import { Broken } from '#kernel/errors'
import type { Route } from '#kernel/http'
import { openLive, type Live } from '#kernel/live'
import { watchLoop, type LoopWatch } from '#kernel/loop-delay'
import { migrateJobs, runOnce, type GivenUp, type JobCode } from '#kernel/jobs'
import { migrate, migrationsBeside, whole } from '#kernel/migrate'
import type { Connections } from '#kernel/prepare'
import { readSealingKey, sealer } from '#kernel/sealing'
import { publicAddress, type Settings } from '#kernel/settings'
import {
  applyIndicators,
  createIndicators,
  forecastTasks,
  indicatorRoutes,
  scenarioRoutes,
  sdmxRoutes,
  type Indicators,
} from '#engines/indicators'
import { requireSound, stageLabelsOf } from './declared.ts'
import { definedIn, openDefined, openRunTime } from './run-time-definitions.ts'
import { createActing, type Acting } from './acting.ts'
import { catalogueOutside } from './catalogue-outside.ts'
import { openCheckingAside } from './checking-aside.ts'
import { caseJobs } from './case-jobs.ts'
import { casesOutside, entitiesOf, markOf } from './cases-outside.ts'
import { readCodeLists, readCodePeriods } from './loading/code-lists.ts'
import { readPlainWords } from './loading/plain-words.ts'
import { openEnglish } from './english/index.ts'
import { correctionsOutside } from './mine/corrections.ts'
import { mineRoutes } from './mine/routes.ts'
import { openDataOutside } from './open-data-outside.ts'
import { regionsOutside } from './regions-outside.ts'
import { tableLabels } from './table-labels.ts'
import { jobRoutes, tellGivenUp } from './job-routes.ts'
import { liveRoutes } from './live-routes.ts'
import { loadSystems, type LoadedSystem } from './systems/index.ts'
import { identify } from './whose-database.ts'

/** Where an installation lives. */
export interface Site {
  settings: Pick<Settings, 'installation' | 'timezone' | 'city' | 'dataDir' | 'host' | 'port'> & Partial<Pick<Settings, 'publicUrl'>>
  connections: Connections
  log: Logger
  /** Business time; the machine's own when not said. */
  clock?: () => Date
}

/** Everything of a running process, put together. */
export interface City {
  ground: Ground
  settings: Site['settings']
  systems: readonly LoadedSystem[]
  registers: Registers
  imports: Imports
  catalogue: Catalogue
  openData: OpenData
  identity: Identity
  administration: Administration
  regionActs: RegionActs
  documents: Documents
  cases: Cases
  indicators: Indicators
  map: CityMap
  acting: Acting
  live: Live
  /** How late this process comes to what is due. */
  loop: LoopWatch
  routes: readonly Route[]
  /** Code of every kind of job, by name. */
  jobs: Readonly<Record<string, JobCode>>
  /** Tells the operators of work that was given up. */
  givenUp: GivenUp
  /** Does every job that waits now, then returns. */
  runWaitingJobs(): Promise<void>
  close(): Promise<void>
}

/** Brings the database to what this version declares, as the migrator role: the spine, the registers, then each engine's own tables. */
export async function migrateAll({ settings, connections }: Site, options: { demo: boolean; log(line: string): void }): Promise<void> {
  const systems = await loadSystems()
  requireSound(systems)
  const client = new pg.Client(connections.migrator)
  await client.connect()
  try {
    await migrate(client, [migrationsBeside('kernel', new URL('./kernel/x', import.meta.url).href)], options.log)
    await identify(client, settings, options.demo)
    const pool = new pg.Pool({ ...connections.migrator, max: 2 })
    await migrateJobs(pool).finally(() => pool.end())
    const definitions = await definedIn(client, systems, options.log)
    const made = await whole(client, () => applyDefinitions(client, definitions))
    if (made.length > 0) options.log(`${made.length} registers`)
    await migrate(client, [migrationsBeside('registers', new URL('./engines/registers/x', import.meta.url).href)], options.log)
    await wordsOfEmpty(client, definitions)
    await migrate(client, [migrationsBeside('identity', new URL('./engines/identity/x', import.meta.url).href)], options.log)
    await applyDocuments(client, options.log)
    await applyMessages(client, options.log)
    await migrate(client, [migrationsBeside('cases', new URL('./engines/cases/x', import.meta.url).href)], options.log)
    await applyIndicators(client, options.log)
    await applyMap(client, options.log)
  } finally {
    await client.end()
  }
}

/** Puts the parts together, in order: ground, registers, identity. */
export async function openCity({ settings, connections, log, clock = () => new Date() }: Site): Promise<City> {
  const systems = await loadSystems()
  const onError = (error: Error) => log.warn({ reason: error.message }, 'a database connection was lost')
  const limits = { statement_timeout: 5000, idle_in_transaction_session_timeout: 10_000 }
  const pools = {
    app: openPool({ ...limits, ...connections.app, max: 16 }, onError),
    hall: openPool({ ...limits, ...connections.hall, max: 8 }, onError),
  }
  const { rows } = await pools.app.query<{ demo: boolean }>('select demo from kernel.identity')
  const ground: Ground = {
    installation: settings.installation,
    timezone: settings.timezone,
    demo: rows[0]?.demo ?? false,
    pools,
    log,
    clock,
    answering: (kind) => cases.answering(kind),
  }
  const places = openPlaces(ground)
  const access = openAccessLog(pools.app)
  const sealing = sealer(readSealingKey(join(settings.dataDir, 'keys', 'seal.key')))
  const defined = await openDefined(systems, { pool: pools.app, connections, log, city: settings.city })
  const { definitions } = defined
  const registerOptions: RegistersOptions = {
    definitions,
    pool: pools.app,
    sealer: sealing,
    access,
    placeOf: places.placeOf,
    namesAtWork: (ctx, accounts) => identity.namesAtWork(ctx, accounts),
    stewardOf: async (ctx, fn, region) => (await identity.organisationFor(ctx, fn, region))?.id,
    codeLists: readCodeLists(),
    codePeriods: readCodePeriods(),
    regionMeant: (given, at) => places.meant(given, at),
    words: new Map<string, { get(key: string): string | undefined }>([
      ['identity.duty.role', { get: (name) => definitions.roles.get(name)?.label }],
      ['licence.certificate.kind', new Map(systems.flatMap(({ system }) => system.templates).map(({ name, label }) => [name, label]))],
      // A certificate bears the name of its kind, which is ours and reads in the reader's language.
      ['licence.certificate.name', new Map(systems.flatMap(({ system }) => system.templates).map(({ label }) => [label, label]))],
    ]),
    labels: tableLabels,
    inEnglish: (label) => openEnglish(settings.city).text(label),
    documentTitles: (ctx, ids) => documents.titles(ctx, ids),
    pictures: {
      own: (ctx, ids) => documents.ownFiles(ctx, ids),
      keep: (ctx, ids, record) => documents.keep(ctx, ids, record),
      send: (ctx, id, record) => documents.sendKept(ctx, id, record),
    },
    onAsked: (ctx, asked, evidence) => corrections.asked(ctx, asked, evidence),
    onAnswered: (ctx, ask) => corrections.answered(ctx, ask),
    filesOf: (ctx, ids) => documents.files(ctx, ids),
  }
  const baseUrl = publicAddress(settings)
  const registers = holdRegisters(definitions, (now) => createRegisters({ ...registerOptions, definitions: now }))
  const reading = openCompute(importTasks, 1)
  const checking = openCheckingAside({ settings, connections }, log)
  const imports = openImports(ground, registerOptions, {
    compute: reading,
    aside: checking,
    folder: join(settings.dataDir, 'imports'),
    inEnglish: (label) => openEnglish(settings.city).text(label),
  })
  const identity = createIdentity(ground, registers, places, entitiesOf(registers))
  const catalogue = openCatalogue({
    registers,
    asSystem: identity.asSystem,
    root: () => places.root(),
    timezone: settings.timezone,
    stewardOf: registerOptions.stewardOf,
    tell: (ctx, message) => messages.send(ctx, message),
    ...catalogueOutside({ systems, registers, places }),
    base: baseUrl,
    inEnglish: (chinese) => openEnglish(settings.city).text(chinese),
    openSets: (ctx) => openData.publicSets(ctx),
    openOf: (ctx, register) => openData.madeOf(ctx, register),
    compute: reading,
  })
  const runTime = openRunTime({ ...defined, systems, asSystem: identity.asSystem, catalogue, imports })
  const { openData, close: closeOpenData } = openDataOutside(ground, registerOptions, { registers, identity, settings })
  const administration = openAdministration(registers, places)
  const compute = openCompute(documentTasks)
  const templates = new Map(systems.flatMap(({ system }) => system.templates).map((template) => [template.name, template]))
  const documents = createDocuments(ground, {
    dataDir: settings.dataDir,
    compute,
    templates,
    roles: definitions.roles,
    places,
    access,
    sealer: sealing,
    baseUrl,
    installationName: (await places.root())?.name ?? settings.installation,
    // What was handed in with an ask is kept under it as under a case.
    readsCase: async (ctx, of) => (await cases.readsCase(ctx, of)) || registers.answersAsk(ctx, of),
    instruments: {
      get: (ctx, id) => cases.instrument(ctx, id),
      ready: (ctx, id, document, code) => cases.instrumentReady(ctx, id, document, code),
    },
  })
  const messages = createMessages()
  const corrections = correctionsOutside({ registers, documents, messages })
  const acting = createActing({
    systems,
    registers,
    regionActs: () => regionActs,
    async issueDocument(ctx, document, of) {
      const organisation = of?.organisation.id ?? ctx.actor.organisation
      if (!organisation) throw new Broken('a document is issued by an organisation')
      const { name, shortName } = await registers.get(ctx, organisations, organisation)
      const issued = await documents.issue(ctx, {
        ...document,
        organisation: { id: organisation, name, mark: markOf(shortName) },
        ...(of ? { region: of.region } : {}),
        ...(of?.branch ? { branch: of.branch } : {}),
      })
      return { ...issued, number: issued.number ?? issued.code }
    },
  })
  const cases: Cases = createCases(ground, {
    procedures: systems.flatMap(({ system }) => system.procedures.map((procedure) => ({ procedure, system: system.name }))),
    matters: systems.flatMap(({ system }) => system.matters),
    templates: [...templates.values()],
    words: readPlainWords(),
    inEnglish: (label) => openEnglish(settings.city).text(label),
    outside: casesOutside({ registers, catalogue, identity, documents, messages, acting, access }),
  })
  const regionActs = regionsOutside({ registers, places, identity, cases, messages, clock, timezone: settings.timezone })
  await identity.asSystem('事项目录', (ctx) => cases.readMatters(ctx))
  const map = createMap({ registers, places, layers: systems.flatMap(({ system }) => system.layers), asSystem: identity.asSystem })
  const forecasting = openCompute(forecastTasks, 1)
  const indicators = createIndicators({
    compute: forecasting,
    indicators: systems.flatMap(({ system }) => system.indicators),
    registers,
    identity,
    cases,
    timezone: settings.timezone,
    matterLabels: async () => new Map(cases.listMatters().map(({ name, label }) => [name, label])),
    roleLabels: new Map([...definitions.roles.values()].map(({ name, label }) => [name, label])),
    stageLabels: stageLabelsOf(systems),
    sender: (await places.root())?.name ?? settings.installation,
  })
  const leaders = new Set(systems.flatMap(({ system }) => system.indicators.flatMap(({ seenBy }) => seenBy)))
  const live = openLive({
    asSystem: identity.asSystem,
    log,
    sources: [casesNews],
    watched: [{ kind: 'indicators', reader: 'indicators', to: ({ duties }) => duties.some(({ role }) => leaders.has(role)) }],
  })
  const asSystem = async (what: string, work: (ctx: Context) => Promise<unknown>) => void (await identity.asSystem(what, work))
  const loop = watchLoop()
  const givenUp = tellGivenUp({ identity, registers, messages })
  const jobs: Record<string, JobCode> = {
    ...documents.jobs,
    ...imports.jobs,
    ...openData.jobs,
    'registers-base-order': () => registers.followNewOrders(identity.asSystem),
    'registers-words': () => registers.allWordsAnew(identity.asSystem),
    'registers-import-clear': () => asSystem('清理导入', (ctx) => imports.clear(ctx)),
    ...indicators.jobs,
    ...map.jobs,
    ...runTime.jobs,
    'catalogue-follow': () => catalogue.readLog(),
    'catalogue-count': () => catalogue.daily(),
    'identity-region-acts': () => regionActs.run(),
    'identity-region-sweep': () => regionActs.sweep(),
    'kernel-partitions': async () => {
      await pools.app.query('select kernel.make_partitions(3)')
    },
    ...caseJobs({ cases, places, asSystem: identity.asSystem }),
  }
  return {
    ground,
    settings,
    systems,
    registers,
    imports,
    catalogue,
    openData,
    identity,
    administration,
    regionActs,
    documents,
    cases,
    map,
    indicators,
    acting,
    live,
    loop,
    routes: [
      ...identityRoutes(identity),
      ...peopleRoutes(identity),
      ...administrationRoutes(administration),
      ...registerRoutes(registers),
      ...registerListRoutes(registers),
      ...baseRoutes(registers),
      ...registerHistoryRoutes(registers),
      ...importRoutes(imports),
      ...catalogueRoutes(catalogue),
      ...runTime.routes,
      ...openDataRoutes(openData),
      ...documentRoutes(documents),
      ...messageRoutes(messages),
      ...searchRoutes(cases),
      ...casesRoutes(cases),
      ...liveRoutes(live, identity),
      ...indicatorRoutes(indicators),
      ...scenarioRoutes(indicators.scenarios),
      ...sdmxRoutes(indicators.sdmx),
      ...mapRoutes(map),
      ...jobRoutes,
      ...mineRoutes({ registers, identity, documents, cases, occasions: systems.flatMap(({ system }) => system.occasions) }),
    ],
    jobs,
    givenUp,
    runWaitingJobs: () => runOnce(pools.app, jobs, log, givenUp),
    async close() {
      await defined.following.close()
      live.close()
      loop.close()
      await access.close()
      await compute.close()
      await forecasting.close()
      await reading.close()
      await checking.close()
      await closeOpenData()
      await Promise.all([pools.app.end(), pools.hall.end()])
    },
  }
}
