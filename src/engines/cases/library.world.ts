/** For tests alone: a city of two counties, a library bureau and a fire brigade, and the fictional matter of opening a reading room. */
import { createHash } from 'node:crypto'
import pg from 'pg'
import { pino } from 'pino'
import { form, matter, number, template, text, type Template } from '#declare'
import { applyDefinitions, defineAll } from '#engines/registers'
import { OPEN_BOX, inContext, pathsBelow, type Actor, type Context, type Ground, type Purpose } from '#kernel/context'
import { openPool } from '#kernel/database'
import { Invalid } from '#kernel/errors'
import { migrateJobs } from '#kernel/jobs'
import { newKey } from '#kernel/keys'
import { migrate, migrationsBeside, whole } from '#kernel/migrate'
import type { Connections } from '#kernel/prepare'
import { readingRoom } from './graph/samples.ts'
import { calendarDays, createCases, type Cases, type CasesOutside, type ShippedMatter } from './index.ts'
import type { DecidedAsk, Notice } from './outside.ts'

interface Place {
  id: string
  code: string
  name: string
  path: string
}

/** The same key in every process of a test. */
function keyOf(name: string): string {
  const hex = createHash('sha256').update(name).digest('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-7${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}

const place = (code: string, name: string, above = ''): Place => ({ id: keyOf(code), code, name, path: `${above}${code}/` })

const city = place('441800000000', '清远市')
const yangshan = place('441823000000', '阳山县', city.path)
const yingde = place('441881000000', '英德市', city.path)
const town = place('441823100000', '阳城镇', yangshan.path)
export const places = { city, yangshan, yingde, town }

const organisation = (fn: string, of: Place) => ({
  id: keyOf(`${fn} ${of.code}`),
  name: `${of.name}${fn === 'library' ? '图书馆管理局' : '消防救援大队'}`,
  fn,
  region: of,
})
export const organisations = [yangshan, yingde].flatMap((of) => [organisation('library', of), organisation('fire-rescue', of)])
const officeOf = (fn: string, of: Place) => organisations.find((one) => one.fn === fn && one.region.id === of.id)!

/** A citizen, or somebody at a post with duties over a county. */
export const citizen = (name: string): Actor => ({
  kind: 'person',
  name,
  account: newKey(),
  person: newKey(),
  post: null,
  organisation: null,
  region: city,
  duties: [],
})
export function officer(name: string, role: string, fn: string, of: Place): Actor {
  const office = officeOf(fn, of)
  return {
    kind: 'post',
    name,
    account: newKey(),
    person: null,
    post: newKey(),
    organisation: office.id,
    region: of,
    duties: [{ role, organisation: office.id, regionPath: of.path }],
  }
}

const system: Actor = {
  kind: 'system',
  name: '系统',
  account: null,
  person: null,
  post: null,
  organisation: null,
  region: city,
  duties: [],
}

const notice: Template = template('supplement-notice', {
  label: '补正告知书',
  kind: 'instrument',
  page: 'A4',
  title: '补正告知书',
  fields: {
    applicant: { label: '申请人', kind: 'text' },
    matter: { label: '事项', kind: 'text' },
    gaps: { label: '补正内容', kind: 'text' },
    checkDue: { label: '期限', kind: 'date', optional: true },
  },
  blocks: [{ block: 'signature', organisation: '{organisation}', date: '{issuedOn}' }],
})
const acceptance: Template = template('acceptance', {
  label: '受理通知书',
  kind: 'instrument',
  page: 'A4',
  title: '受理通知书',
  fields: {
    caseNumber: { label: '编号', kind: 'text' },
    acceptedOn: { label: '受理日期', kind: 'date' },
    statutoryDue: { label: '期限', kind: 'date' },
  },
  blocks: [{ block: 'signature', organisation: '{organisation}', date: '{issuedOn}' }],
})

const room = matter('library.reading-room', {
  label: '设立阅览室',
  about: '开一间对外的阅览室',
  kind: 'joint',
  applicants: ['person', 'enterprise'],
  function: 'library',
  procedure: 'library.reading-room',
  form: form('申请表', {
    sections: { room: { label: '阅览室', fields: { area: number('面积', { min: 1, unit: '平方米' }), name: text('名称') } } },
    prefill: { name: 'entity.name' },
  }),
  components: { 'library.books': {}, 'library.fire': { when: { field: 'area', atLeast: 200 } } },
})
const books = matter('library.books', {
  label: '藏书许可',
  about: '',
  kind: 'administrative-licence',
  applicants: ['person'],
  function: 'library',
})
const fire = matter('library.fire', {
  label: '消防检查',
  about: '',
  kind: 'administrative-licence',
  applicants: ['person'],
  function: 'fire-rescue',
})

const basis = { law: '行政许可法', article: '第四十二条', verified: true }
const working = (clock: string, days: number, from: string, ends: string) => ({ clock, days, kind: 'working' as const, from, ends, basis })
export const shipped: { name: string; content: ShippedMatter }[] = [
  {
    name: 'reading-room',
    content: {
      matter: { code: 'L-0', name: '设立阅览室', basis: [] },
      implementations: [
        { region: '4418', level: 'county', function: 'library', limits: [working('joint', 30, 'receipt', 'decision')], materials: [] },
      ],
    },
  },
  {
    name: 'books',
    content: {
      matter: { code: 'L-1', name: '藏书许可', basis: [] },
      implementations: [
        {
          region: '4418',
          level: 'county',
          function: 'library',
          limits: [
            working('check', 5, 'receipt', 'acceptance'),
            working('statutory', 20, 'acceptance', 'decision'),
            { ...working('extension', 10, 'statutory-end', 'decision'), extends: 'statutory' },
            working('delivery', 10, 'decision', 'delivery'),
          ],
          materials: [{ key: 'plan', name: '平面图', required: true, source: 'applicant' }],
          supplement: { maxNotices: 1 },
        },
      ],
    },
  },
  {
    name: 'fire',
    content: {
      matter: { code: 'L-2', name: '消防检查', basis: [] },
      implementations: [
        {
          region: '4418',
          level: 'county',
          function: 'fire-rescue',
          limits: [working('statutory', 10, 'receipt', 'decision')],
          materials: [],
        },
      ],
    },
  },
]

/** What the engine asked of the rest of the house. */
export interface Told {
  notices: Notice[]
  actions: string[]
  readings: { by: string; case: string; holder: string }[]
  answers: DecidedAsk[]
}

function outsideOf(told: Told): CasesOutside {
  const all = Object.values(places)
  return {
    async placeOf(_ctx, region) {
      const found = all.find((one) => one.id === region)
      if (!found) throw new Invalid('没有这个行政区划', { path: 'region' })
      return found
    },
    async organisationFor(_ctx, fn, region) {
      const path = all.find((one) => one.id === region)?.path ?? ''
      return organisations.find((one) => one.fn === fn && path.startsWith(one.region.path))
    },
    exercisers: async (_ctx, fn) => organisations.filter((one) => one.fn === fn).map((one) => ({ organisation: one, region: one.region })),
    holdersOf: async () => [],
    titlesOf: async (ctx) => ({
      post: ctx.actor.post ? '经办岗' : null,
      organisation: organisations.find((one) => one.id === ctx.actor.organisation)?.name ?? null,
    }),
    namesFor: async (_ctx, { regions }) =>
      Object.fromEntries([...regions].map((id) => [id, Object.values(places).find((one) => one.id === id)?.name ?? id])),
    entityOf: async (_ctx, id) => ({ id, name: '书香公司' }),
    recordsFor: async () => ({
      me: { values: {}, label: '自然人库' },
      agent: { values: {}, label: '自然人库' },
      entity: { values: { name: '书香' }, label: '法人库' },
    }),
    files: async (_ctx, ids) => ids.map((id) => ({ id, name: '平面图.pdf', type: 'application/pdf', size: 1 })),
    noteReading: async (ctx, of) => void told.readings.push({ by: ctx.actor.name, ...of }),
    attachFiles: async () => undefined,
    forgetFiles: async () => undefined,
    runAction: async (_ctx, run) => {
      told.actions.push(run.action)
      return {}
    },
    organisationOf: async (_ctx, id) => organisations.find((one) => one.id === id)!,
    answeringRoles: () => ['library.keeper'],
    answerAsk: async (_ctx, decided) => void told.answers.push(decided),
    issueCertificate: async () => undefined,
    certificatesOf: async () => [],
    notify: async (_ctx, one) => void told.notices.push(one),
  }
}

/** The fictional city over a database. */
export interface Library {
  ground: Ground
  cases: Cases
  told: Told
  setNow(at: string): void
  as<T>(actor: Actor, work: (ctx: Context) => Promise<T>): Promise<T>
  asSystem<T>(work: (ctx: Context) => Promise<T>): Promise<T>
  /** A connection of the migrator, for looking behind the doors. */
  migrator: pg.Client
  close(): Promise<void>
}

const purposeOf = (actor: Actor): Purpose => ({
  kind: actor.kind === 'person' ? 'own' : actor.kind === 'system' ? 'system' : 'duty',
  what: '测试',
})

/** Opens the engine over the connections of a process. */
export function openLibrary(
  connections: Connections,
  told: Told = { notices: [], actions: [], readings: [], answers: [] },
): Pick<Library, 'ground' | 'cases' | 'told' | 'setNow' | 'as' | 'asSystem'> & { end(): Promise<void> } {
  let now = new Date('2026-03-02T09:00:00+08:00')
  const fail = (error: Error) => void error
  const pools = { app: openPool({ ...connections.app, max: 12 }, fail), hall: openPool({ ...connections.hall, max: 12 }, fail) }
  const ground: Ground = {
    installation: 'test',
    timezone: 'Asia/Shanghai',
    demo: true,
    pools,
    log: pino({ level: 'silent' }),
    clock: () => now,
  }
  const cases = createCases(ground, {
    procedures: [{ procedure: readingRoom, system: 'library' }],
    matters: [room, books, fire],
    templates: [notice, acceptance],
    outside: outsideOf(told),
  })
  const as = <T>(actor: Actor, work: (ctx: Context) => Promise<T>) =>
    inContext(ground, actor, purposeOf(actor), work, { door: actor.kind === 'person' || actor.kind === 'stranger' ? 'hall' : 'app' })
  return {
    ground,
    cases,
    told,
    setNow: (at) => void (now = new Date(at)),
    as,
    asSystem: (work) => as(system, work),
    end: async () => {
      await Promise.all([pools.app.end(), pools.hall.end()])
    },
  }
}

/** Makes what the engine stands on where it is missing, and takes in the fictional implementations. */
export async function makeLibrary(connections: Connections): Promise<Library> {
  const migrator = new pg.Client(connections.migrator)
  await migrator.connect()
  await migrate(migrator, [migrationsBeside('kernel', new URL('../../kernel/x', import.meta.url).href)], () => undefined)
  await migrator.query(`insert into kernel.identity (installation, city, demo) values ('test', '4418', true) on conflict do nothing`)
  const pool = new pg.Pool({ ...connections.migrator, max: 2 })
  await migrateJobs(pool).finally(() => pool.end())
  await whole(migrator, () => applyDefinitions(migrator, defineAll([calendarDays], [])))
  await migrate(migrator, [migrationsBeside('cases', import.meta.url)], () => undefined)
  const opened = openLibrary(connections)
  await opened.asSystem((ctx) => opened.cases.loadImplementations(ctx, shipped))
  return {
    ...opened,
    migrator,
    close: async () => {
      await migrator.end()
      await opened.end()
    },
  }
}

/** Puts a day into the calendar, as its steward would. */
export async function addDay(
  library: Pick<Library, 'asSystem'>,
  of: Place,
  date: string,
  kind: 'rest' | 'work',
  extent: 'national' | 'regional',
): Promise<void> {
  await library.asSystem(async (ctx) => {
    ctx.tx.open('calendar_day', 'write', { ...OPEN_BOX, regionPath: pathsBelow(of.path) })
    await ctx.tx.query({
      text: `insert into calendar.day (id, region, region_code, region_path, organisation, class, date, kind, name, extent, notice)
        values ($1, $2, $3, $4, $5, 0, $6, $7, '测试', $8, '测试')`,
      values: [newKey(), of.id, of.code, of.path, newKey(), date, kind, extent],
    })
  })
}
