/** What the tests of this engine stand on: the engine alone over a database, with actors of every kind and its routes on loopback. */
import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { pino } from 'pino'
import { template, type Role, type Template } from '#declare'
import { openPlaces } from '#engines/identity'
import { openAccessLog } from '#kernel/access'
import { openCompute } from '#kernel/compute'
import { inContext, type Actor, type Context, type Ground, type Purpose } from '#kernel/context'
import { openPool } from '#kernel/database'
import { createServer } from '#kernel/http'
import { runOnce } from '#kernel/jobs'
import { newKey } from '#kernel/keys'
import type { Connections } from '#kernel/prepare'
import { sealer } from '#kernel/sealing'
import { applyDocuments, createDocuments, documentRoles, documentRoutes, documentTasks, type NewDocument } from './index.ts'

export const receipt = template('sample.receipt', {
  label: '受理通知书',
  kind: 'instrument',
  page: 'A4',
  title: '行政许可申请受理通知书',
  fields: { applicant: { label: '申请人', kind: 'text' }, matter: { label: '事项', kind: 'text' } },
  blocks: [
    { block: 'recipient', text: '{applicant}：' },
    { block: 'paragraph', text: '你申请的“{matter}”已受理。' },
    { block: 'signature', organisation: '{organisation}', date: '{issuedOn}' },
  ],
})
export const licence = template('sample.licence', { ...receipt, label: '许可证', kind: 'certificate', title: '许可证' })

export const bureau = { id: newKey(), name: '清远市清城区市场监督管理局', mark: '清城市监' }
export const otherBureau = { id: newKey(), name: '清远市住房和城乡建设局' }
export const [applicant, otherPerson] = [newKey(), newKey()]
export const data = { applicant: '陈小明', matter: '食品经营许可' }

export const purposes: Record<Actor['kind'], Purpose> = {
  stranger: { kind: 'public', what: '试' },
  person: { kind: 'own', what: '试' },
  post: { kind: 'duty', what: '试' },
  system: { kind: 'system', what: '试' },
}

/** A form with one file, and the code that goes with it. */
export const form = (name: string, bytes: Uint8Array, code?: string) => {
  const form = new FormData()
  if (code) form.append('code', code)
  form.append('file', new Blob([bytes as Uint8Array<ArrayBuffer>]), name)
  return form
}

export const pdfBytes = (words = '') => Buffer.from(`%PDF-1.7\n${words}\n%%EOF\n`)

/** An instrument as the engine of cases would give it. */
const instrumentIn = (region: string) => ({
  case: newKey(),
  template: receipt as Template,
  label: receipt.label,
  number: '清城市监受理通知书〔2020〕7号',
  organisation: bureau.id,
  organisationName: bureau.name,
  holder: applicant,
  region,
  data,
  issued: '2020-03-01T01:00:00.000Z',
  document: null,
})

/** Opens the world over a database that has the spine and the regions. */
export async function openWorld(connections: Connections) {
  const migrator = new pg.Client(connections.migrator)
  await migrator.connect()
  await applyDocuments(migrator, () => undefined)
  await migrator.end()
  const pools = { app: openPool(connections.app, () => undefined), hall: openPool(connections.hall, () => undefined) }
  const log = pino({ level: 'silent' })
  const ground: Ground = { installation: 'test', timezone: 'Asia/Shanghai', demo: true, pools, log, clock: () => new Date() }
  const places = openPlaces(ground)
  const root = (await places.root())!
  const instrument = instrumentIn(root.id)
  const readied: { id: string; document: string; code: string | null }[] = []
  /** Cases on which every officer works. */
  const worksOn = new Set<string>()
  const dataDir = mkdtempSync(join(tmpdir(), 'cs-documents-'))
  const compute = openCompute(documentTasks, 1)
  const access = openAccessLog(pools.app)
  const documents = createDocuments(ground, {
    dataDir,
    compute,
    templates: new Map<string, Template>([receipt, licence].map((one) => [one.name, one as Template])),
    roles: new Map<string, Role>(documentRoles.map((one) => [one.name, one])),
    places,
    access,
    sealer: sealer(Buffer.alloc(32, 7)),
    baseUrl: 'http://127.0.0.1:1',
    installationName: '清远市城枢',
    readsCase: async (_ctx, of) => worksOn.has(of),
    instruments: {
      get: async (_ctx, id) => ({ ...instrument, id }),
      ready: async (_ctx, id, document, code) => void readied.push({ id, document, code }),
    },
  })

  const nobody = (): Actor => ({
    kind: 'stranger',
    name: '访客',
    account: null,
    person: null,
    post: null,
    organisation: null,
    region: root,
    duties: [],
  })
  const person = (key: string): Actor => ({ ...nobody(), kind: 'person', name: '陈小明', account: newKey(), person: key })
  const officer = (organisation: string, ...roles: string[]): Actor => ({
    ...nobody(),
    kind: 'post',
    name: '李科长',
    account: newKey(),
    post: newKey(),
    organisation,
    duties: roles.map((role) => ({ role, organisation, regionPath: root.path })),
  })
  const system = (): Actor => ({ ...nobody(), kind: 'system', name: '系统' })

  const as = <T>(actor: Actor, work: (ctx: Context) => Promise<T>, now?: Date) =>
    inContext(ground, actor, purposes[actor.kind], work, {
      door: actor.kind === 'post' || actor.kind === 'system' ? 'app' : 'hall',
      ...(now ? { now } : {}),
    })
  const issueReceipt = (actor: Actor, more: Partial<NewDocument> = {}, now?: Date) =>
    as(
      actor,
      (ctx) =>
        documents.issue(ctx, {
          template: receipt as Template,
          data,
          holder: applicant,
          holderName: '陈小明',
          subject: '食品经营许可申请',
          organisation: bureau,
          ...more,
        }),
      now,
    )

  const actors = new Map<string, Actor>()
  const server = await createServer({
    ground,
    log,
    routes: documentRoutes(documents),
    version: '0',
    whoAsks: async (request) => actors.get(String(request.headers['x-actor'])) ?? nobody(),
  })
  const address = await server.listen({ host: '127.0.0.1', port: 0 })
  const call = async (actor: Actor, method: string, path: string, body?: FormData | object) => {
    const key = randomUUID()
    actors.set(key, actor)
    const json = body !== undefined && !(body instanceof FormData)
    const answer = await fetch(address + path, {
      method,
      headers: { 'x-chengshu': '1', 'x-actor': key, ...(json ? { 'content-type': 'application/json' } : {}) },
      ...(body === undefined ? {} : { body: json ? JSON.stringify(body) : (body as FormData) }),
    })
    const bytes = Buffer.from(await answer.arrayBuffer())
    const type = answer.headers.get('content-type') ?? ''
    return { status: answer.status, headers: answer.headers, bytes, body: type.includes('json') ? JSON.parse(bytes.toString()) : undefined }
  }
  const upload = async (actor: Actor, words: string) =>
    (await call(actor, 'POST', '/api/files', form('材料.pdf', pdfBytes(words)))).body as { id: string }

  const admin = new pg.Client(connections.admin)
  await admin.connect()
  return {
    ground,
    root,
    documents,
    instrument,
    readied,
    worksOn,
    nobody,
    person,
    officer,
    system,
    as,
    issueReceipt,
    call,
    upload,
    query: async (text: string, values: unknown[] = []) => (await admin.query(text, values)).rows as Record<string, unknown>[],
    runJobs: () => runOnce(pools.app, documents.jobs, log),
    async close() {
      await server.close()
      await compute.close()
      await access.close()
      await Promise.all([pools.app.end(), pools.hall.end(), admin.end()])
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

export type World = Awaited<ReturnType<typeof openWorld>>
