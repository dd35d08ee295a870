import type { Request } from './door.ts'
import { elsewhere, keyed, look, named, NO_KEY, once, record, whole, type RuleOf } from './asks.ts'
import { codes, kinds, reason, recordRules } from './record-rules.ts'
import { lines } from './sights.ts'
import type { World } from './world.ts'

const accountKinds = ['session', 'identity.account']
const matters = (world: World) => [world.matter, 'library.card', 'hall.restaurant-opening']
const zooms = [14, 10] as const
/** Tiles that hold the places of the planted enterprises. */
function* tiles(url: string) {
  for (const z of zooms)
    for (const [lon, lat] of [
      [113.05, 23.7],
      [112.64, 24.47],
    ] as const) {
      const n = 2 ** z
      const x = Math.floor(((lon + 180) / 360) * n)
      const y = Math.floor(((1 - Math.asinh(Math.tan((lat * Math.PI) / 180)) / Math.PI) / 2) * n)
      for (const layer of ['entity.entities', 'licence.certificates', 'population.residents'])
        yield url.replace(':layer', layer).replace(':z', String(z)).replace(':x', String(x)).replace(':y', String(y))
    }
}
const indicators = (world: World) => world.doors.city.systems.flatMap(({ system }) => system.indicators.map(({ name }) => name))
const keysOfDraft = { answers: {}, guide: {}, files: {}, from: {}, prefilled: false, entity: null, region: null, step: null }

/**
 * How every route is tried. What is not here fails the build: a new route says here which objects it is asked for and what it may tell, and
 * who may know of them stands in `sights.ts`.
 */
export const rules: Readonly<Record<string, RuleOf>> = {
  ...recordRules,
  // Matters, cases, tasks, drafts.
  'GET /api/matters': once(),
  'GET /api/matters/search': look((word) => ({ query: `q=${word}` })),
  'GET /api/matters/suggest': look((word) => ({ query: `q=${word}` })),
  'GET /api/matters/:name': named('name', matters),
  'GET /api/matters/:name/prefill': ({ method, url }) =>
    function* (world, seat) {
      for (const name of matters(world)) {
        const address = url.replace(':name', name)
        yield { request: { method, url: address } }
        // For somebody else's enterprise as for one that is not there.
        for (const of of kinds(world, 'entity.entity').filter(({ holder }) => seat !== 'agent' || holder !== 'holder'))
          yield {
            request: { method, url: `${address}?entity=${of.id}` },
            blank: { method, url: `${address}?entity=${NO_KEY}` },
            of,
            looks: true,
          }
      }
    },
  'POST /api/cases': ({ method, url }) =>
    function* (world) {
      const body = (entity: string) => ({
        matter: world.matter,
        region: world.regions.qingcheng,
        guide: {},
        answers: {},
        materials: [{ key: 'none', file: kinds(world, 'file')[0]!.id }],
        entity,
        idempotencyKey: 'matrix-apply',
      })
      for (const of of kinds(world, 'entity.entity'))
        yield { request: { method, url, body: body(of.id) }, blank: { method, url, body: body(NO_KEY) }, of, looks: true }
    },
  'GET /api/cases/mine': whole(function* (world, seat) {
    yield {
      tells:
        seat === 'holder' || seat === 'neighbour'
          ? kinds(world, 'case')
              .map((of) => ({ ...of, marks: of.marks.slice(0, 1) }))
              .slice(0, 0)
          : [],
    }
  }),
  'GET /api/cases/find': look((word) => ({ query: `search=${word}` })),
  'GET /api/cases/:id': keyed(['case'], { tells: true }),
  'POST /api/cases/:id/acts': keyed(['case'], {
    writes: true,
    make: (_of, world) => ({
      body: { task: kinds(world, 'task')[0]!.id, act: 'propose', version: 1, input: {}, idempotencyKey: 'matrix-act' },
    }),
  }),
  'PUT /api/tasks/:id/claim': keyed(['task'], { writes: true, make: () => ({ body: { take: true } }) }),
  'GET /api/tasks/:id/candidates': keyed(['task']),
  'POST /api/tasks/:id/assign': keyed(['task'], { writes: true, make: () => ({ body: { account: null, reason } }) }),
  'POST /api/tasks/acts': ({ method, url }) =>
    function* (world) {
      const body = (of: string, task: string) => ({
        act: 'propose',
        input: {},
        tasks: [{ case: of, task, version: 99 }],
        idempotencyKey: 'matrix-acts',
      })
      const [one] = kinds(world, 'task')
      for (const of of kinds(world, 'case'))
        yield { request: { method, url, body: body(of.id, one!.id) }, blank: { method, url, body: body(NO_KEY, NO_KEY) }, of, looks: true }
    },
  'GET /api/inbox': whole(function* () {
    for (const whose of ['own', 'office']) for (const state of ['open', 'done']) yield { query: `whose=${whose}&state=${state}&limit=200` }
  }),
  'GET /api/inbox/asked': whole(function* () {
    yield {}
  }),
  'GET /api/drafts': once(),
  'GET /api/drafts/:matter': ({ method, url }) =>
    function* (world) {
      yield { request: { method, url: url.replace(':matter', world.matter) }, tells: kinds(world, 'draft') }
    },
  'PUT /api/drafts/:matter': once({ body: { ...keysOfDraft, version: 99, idempotencyKey: 'matrix-draft-99' } }, { matter: 'library.card' }),
  'DELETE /api/drafts/:matter': once({}, { matter: 'library.card' }),
  // Figures and maps.
  'GET /api/indicators': once(),
  'GET /api/figures': whole(function* ({ regions }) {
    for (const region of Object.values(regions)) yield { query: `region=${region}` }
  }),
  'GET /api/indicators/:name': named('name', indicators),
  'GET /api/indicators/:name/forecast': named('name', indicators),
  'GET /api/indicators/:name/records': named('name', indicators, { query: 'limit=200' }),
  'GET /api/scenarios/present': once(),
  'POST /api/scenarios/compare': once({ body: { scenarios: [{}], horizon: 30, seed: 1, replications: 5 } }),
  'GET /sdmx/structure/:type': named('type', () => ['dataflow', '*']),
  'GET /sdmx/structure/:type/:agency/:id': once(),
  'GET /sdmx/structure/:type/:agency/:id/:version': once(),
  'GET /sdmx/data/dataflow/:agency/:id/:version': once(),
  'GET /sdmx/data/dataflow/:agency/:id/:version/:key': once(),
  'GET /api/map/regions': once(),
  'GET /api/map/places': look((word) => ({ query: `q=${word}` })),
  'GET /api/map/at': once({ query: 'lon=113.05&lat=23.7' }),
  'GET /api/map/layers': once(),
  'GET /api/map/layers/:layer/counts': ({ method, url }) =>
    function* () {
      for (const layer of ['entity.entities', 'licence.certificates', 'population.residents'])
        for (const by of ['county', 'town', 'own']) yield { request: { method, url: `${url.replace(':layer', layer)}?by=${by}` } }
    },
  'GET /tiles/:layer.json': named('layer', () => ['entity.entities', 'licence.certificates', 'population.residents']),
  'GET /tiles/:layer/:z/:x/:y.mvt': ({ method, url }) =>
    function* (world) {
      const drawn = [...tiles(url)]
      for (const [n, address] of drawn.entries()) {
        // One enterprise lies in the first county's tile, another in the second's; the agent's lies with the first.
        const here = kinds(world, 'entity.entity').filter(({ place }) => (place === 'yangshan') === (n === 3))
        const single = address.includes('entity.entities/14/')
        yield { request: { method, url: address }, ...(single ? { tells: here } : {}) }
      }
    },
  // Papers and messages.
  'POST /api/files': once({ file: { name: 'a.exe', bytes: Buffer.from('MZ') } }),
  'GET /api/files/:id': keyed(['file'], { tells: true }),
  'GET /api/certificates/mine': once(),
  'GET /api/documents/:id.pdf': keyed(['document'], { answers: true }),
  'POST /api/documents/:id/revocation': keyed(['document'], { writes: true, make: () => ({ body: { reason } }) }),
  'GET /api/verify/:code': ({ method, url }) =>
    function* (world, seat) {
      for (const ask of look((word) => ({ query: word }))({ method, url: url.replace('/:code', '') })(world, seat)) {
        const address = ({ url: asked }: Request) => ({ method, url: asked.replace('?', '/') })
        yield { ...ask, request: address(ask.request), blank: address(ask.blank!) }
      }
    },
  'POST /api/verify': once({ file: { name: 'a.pdf', bytes: Buffer.from('%PDF-1.4\n%%EOF\n') } }),
  'GET /.well-known/chengshu-signers.pem': once(),
  'GET /api/messages': whole(function* (world) {
    yield { query: 'limit=100', tells: kinds(world, 'message') }
  }),
  'POST /api/messages/:id/read': keyed(['message'], { writes: true }),
  // One's own.
  'GET /api/me/records': whole(function* (world, seat) {
    yield { tells: kinds(world, 'population.person').filter(({ holder }) => holder === seat && seat !== 'agent') }
  }),
  'GET /api/me/records/:register/:id': ({ method, url }) =>
    function* (world, seat) {
      yield* record()({ method, url })(world, seat)
      for (const of of kinds(world, 'population.person').filter(({ holder }) => holder === seat && seat !== 'agent'))
        yield { request: { method, url: url.replace(':register', of.kind).replace(':id', of.id) }, tells: [of] }
    },
  'GET /api/me/asks': whole(function* (world, seat) {
    yield { tells: kinds(world, 'ask').filter(({ holder }) => holder === seat) }
  }),
  'GET /api/me/occasions': once(),
  'GET /api/me/occasions.ics': once(),
  'GET /api/me/access': once({ query: 'limit=200' }),
  'GET /api/live': elsewhere('test/matrix/matrix.test.ts, by reading the stream'),
  // Who one is.
  'GET /api/session': once(),
  'POST /api/session': once({ body: { account: 'matrix-nobody', password: 'not a password' } }),
  'PUT /api/session': once({ body: { post: NO_KEY } }),
  'DELETE /api/session': elsewhere('src/engines/identity/sessions.test.ts'),
  'POST /api/session/seeing': once({ body: { post: NO_KEY } }),
  'DELETE /api/session/seeing': once(),
  'POST /api/session/code': once({ body: { account: 'matrix-nobody', code: 'ABCDEFGHJK', password: 'correct horse battery' } }),
  'GET /api/session/sessions': once(),
  'DELETE /api/session/sessions': once({ query: `id=${NO_KEY}` }),
  'PUT /api/session/password': once({ body: { old: 'not a password', password: 'correct horse battery' } }),
  'GET /api/session/posts': once(),
  'POST /api/setup': once({
    body: {
      code: 'not-a-code',
      account: 'matrix-first',
      name: '赵一',
      number: '441802199003070117',
      password: 'correct horse battery',
      organisation: '某局',
    },
  }),
  'GET /api/accounts/:id/sessions': keyed(accountKinds, { make: () => ({}) }),
  'DELETE /api/accounts/:id/sessions': keyed(accountKinds, { writes: true }),
  'PUT /api/accounts/:id/password': keyed(accountKinds, { writes: true, make: () => ({ body: { password: 'correct horse battery' } }) }),
  'PUT /api/accounts/:id/number': keyed(accountKinds, { writes: true, make: () => ({ body: { number: '441802199003070117' } }) }),
  'POST /api/accounts': once({ body: {} }),
  'POST /api/accounts/window': once({ body: {} }),
  'GET /api/consents': whole(function* (world) {
    yield { tells: kinds(world, 'consent') }
  }),
  'POST /api/consents/:id': keyed(['consent'], { writes: true, make: () => ({ body: { accept: true } }) }),
  'GET /api/proxies': whole(function* () {
    yield { query: 'side=given' }
    yield { query: 'side=received' }
  }),
  'POST /api/proxies': once({ body: {} }),
  'POST /api/proxies/:id/accept': keyed(['identity.proxy'], { writes: true }),
  'POST /api/proxies/:id/decline': keyed(['identity.proxy'], { writes: true }),
  'POST /api/proxies/:id/end': keyed(['identity.proxy'], { writes: true }),
  'GET /api/regions': once(),
  'GET /api/regions/:id': keyed(['identity.region']),
  'GET /api/roles': once(),
  'GET /api/audit/access': whole(function* (_world, seat) {
    // Why somebody looked names the case that it was for.
    yield { query: 'limit=199', told: ({ kind }) => seat === 'auditor' && kind === 'case' }
  }),
  'GET /api/audit/changes': whole(function* (_world, seat) {
    // The log names records by key, never what is in them, to whoever audits the county.
    yield { query: 'limit=199', told: (of) => seat === 'auditor' && of.place === 'qingcheng' }
  }),
  // The platform.
  'GET /api/systems': once(),
  'GET /api/demo/accounts': once(),
  'POST /api/systems/:system/actions/:action': ({ method, url }) =>
    function* ({ doors }) {
      for (const { system } of doors.city.systems)
        for (const name of Object.keys(system.actions))
          yield { request: { method, url: url.replace(':system', system.name).replace(':action', name), body: {} } }
    },
  'GET /healthz': once(),
  'GET /readyz': once(),
  'GET /api/jobs': once(),
  'POST /api/jobs/:id/again': once({}, { id: '999999' }),
  // Pages that are read.
  'GET /': once(),
  'GET /search': look((word) => ({ query: `q=${word}` })),
  'GET /life': once(),
  'GET /life/:event': named('event', () => ['birth']),
  'GET /matters/:matter': named('matter', matters),
  'GET /near': once(),
  'GET /help': once(),
  'GET /open': look((word) => ({ query: `q=${word}` })),
  'GET /open/terms': once(),
  'GET /laws': look((word) => ({ query: `q=${word}` })),
  'GET /laws/:law': keyed(['regulation.text'], { param: 'law' }),
  'GET /open/:set': named('set', codes),
  'GET /verify/:code': named('code', () => ['ABCDEFGH']),
  'GET /verify': once(),
  'POST /verify': once({ file: { name: 'a.pdf', bytes: Buffer.from('%PDF-1.4\n%%EOF\n') } }),
  'GET /reader': once({ query: 'lang=zh' }),
  'GET /sitemap.xml': once(),
  'GET /robots.txt': once(),
}

/** Kinds that nobody has said who may see. */
export const unknownKinds = ({ planted }: World): string[] => [...new Set(planted.map(({ kind }) => kind))].filter((kind) => !lines[kind])
