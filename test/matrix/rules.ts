import type { Request } from './door.ts'
import { elsewhere, inRegister, keyed, look, named, NO_KEY, once, record, register, whole, type RuleOf } from './asks.ts'
import { lines, type Planted } from './sights.ts'
import type { World } from './world.ts'

const reason = '核对档案材料'
/** Kinds whose lists fit on a page, so that what is not on it is not there. */
const isShort = (kind: string) =>
  ![
    'identity.post',
    'identity.region',
    'identity.organisation',
    'calendar.day',
    'regulation.text',
    'regulation.amendment',
    'regulation.article',
    'regulation.citation',
    'identity.duty',
    'identity.holding',
    'identity.account',
    'catalogue.resource',
  ].includes(kind)

/** The fields in which the words of a kind stand: what they are taken away, looked for and revealed by. */
const wordFields: Readonly<Record<string, readonly string[]>> = {
  'population.person': ['name', 'address'],
  'population.residence': ['address'],
  'entity.entity': ['name', 'principalName'],
  'licence.certificate': ['number'],
  'library.card': ['readerName'],
  'identity.account': ['login', 'name'],
  'identity.post': ['name'],
  'regulation.citation': ['code'],
  'decision.scenario': ['name'],
  'open.data-set': ['code', 'title'],
  'catalogue.resource': ['code', 'name'],
  'catalogue.grant': ['purpose'],
  'catalogue.request': ['purpose'],
}
const fieldsOf = (kind: string) => wordFields[kind] ?? ['name']
const personalField: Readonly<Record<string, string>> = {
  'population.person': 'address',
  'population.residence': 'address',
  'entity.entity': 'principalName',
  'library.card': 'readerName',
  'identity.account': 'name',
}
const kinds = (world: World, ...wanted: string[]): Planted[] => world.planted.filter(({ kind }) => wanted.includes(kind))
const version = 99
const accountKinds = ['session', 'identity.account']
/** Who sits at a post is known at work, and told by name. */
const isColleague = ({ kind, name }: Planted) => kind === 'identity.account' && name.includes('staff')

const matters = (world: World) => [world.matter, 'library.card', 'hall.restaurant-opening']
const codes = (world: World) => kinds(world, 'open.data-set').map((of) => ({ word: of.marks[0]!.word, of }))
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
  // Records, one by one.
  'GET /api/registers/:register/:id': record({ tells: true }),
  'GET /api/registers/:register/:id/history': record({ act: 'history', answers: true }),
  'GET /api/registers/:register/:id/compare': record({ act: 'history', make: () => ({ query: 'from=1&to=2' }) }),
  'GET /api/registers/:register/:id/corrections': record(),
  'GET /api/registers/:register/:id/periods': record(),
  'GET /api/registers/:register/:id/pictures/:field': ({ method, url }) => record()({ method, url: url.replace(':field', 'name') }),
  'GET /api/registers/:register/:id/sources': record(),
  'GET /api/registers/:register/:id/readers': record({ act: 'readers', told: isColleague }),
  'PATCH /api/registers/:register/:id': record({ make: (of) => ({ body: { version, changes: { [fieldsOf(of!.kind)[0]!]: '改' } } }) }),
  'DELETE /api/registers/:register/:id': record({ make: () => ({ body: { version } }) }),
  'POST /api/registers/:register/:id/corrections': record({ make: () => ({ body: { changes: {}, reason } }) }),
  'POST /api/registers/:register/:id/restore': record({ make: () => ({ body: { version, to: 1, reason } }) }),
  'POST /api/registers/:register/:id/reopen': record({ make: () => ({ body: { version, reason } }) }),
  'POST /api/registers/:register/:id/periods': record({ writes: true, make: () => ({ body: { from: '2026-01-01', values: {} } }) }),
  'POST /api/registers/:register/:id/reveal': record({
    act: 'reveal',
    make: (of) => ({ body: { field: personalField[of!.kind] ?? fieldsOf(of!.kind)[0], reason } }),
  }),
  'POST /api/registers/:register/:id/unmerge': record({ make: () => ({ body: { reason } }) }),
  'POST /api/registers/:register/pairs/:id/different': record({ writes: true }),
  // Registers as a whole.
  'GET /api/registers/:register': register(
    function* (name, world) {
      const tells = isShort(name) ? inRegister(world, name) : []
      yield { query: 'limit=500', tells }
      yield { query: `limit=500&asOf=${encodeURIComponent(new Date().toISOString())}` }
      yield { query: `limit=500&sort=-${fieldsOf(name)[0]}` }
      yield { query: 'limit=500&ended=true' }
    },
    function* (word, of) {
      yield { query: `search=${word}` }
      for (const field of fieldsOf(of.kind)) yield { query: `where.${field}.contains=${word}` }
    },
  ),
  'POST /api/registers/:register/export': register(
    function* (name, world) {
      for (const format of ['csv', 'ndjson'])
        yield {
          body: { query: '', columns: fieldsOf(name), reason, format },
          act: 'export',
          tells: isShort(name) ? inRegister(world, name) : [],
        }
    },
    function* (word, { kind }) {
      yield { body: { query: `search=${word}`, columns: fieldsOf(kind), reason }, act: 'export' }
    },
  ),
  'GET /api/registers/:register/schema': register(function* () {
    yield {}
  }),
  'GET /api/registers/:register/csv-metadata': register(function* (name) {
    yield { query: `columns=${fieldsOf(name).join(',')}&file=a.csv` }
  }),
  'POST /api/registers/:register': register(function* () {
    yield { body: {} }
  }),
  'POST /api/registers/:register/contributions': register(function* () {
    yield { body: { source: 'nothing', said: [{ key: 'matrix', values: {} }] } }
  }),
  'GET /api/registers/:register/pairs': register(function* () {
    yield {}
  }),
  'POST /api/registers/:register/merges': register(function* (name, world) {
    for (const { id } of inRegister(world, name)) yield { body: { survivor: id, merged: NO_KEY, taken: [], reason } }
  }),
  'POST /api/registers/:register/persons': register(
    function* () {
      yield { body: { name: '赵' } }
    },
    function* (word) {
      yield { body: { name: `赵${word}`, birthDate: '1990-03-07' } }
    },
  ),
  'POST /api/registers/:register/imports': register(function* () {
    yield { file: { name: 'a.csv', bytes: Buffer.from('') } }
  }),
  'GET /api/registers/:register/imports': register(function* (name, world) {
    yield { tells: name === 'entity.entity' ? kinds(world, 'import').map((of) => ({ ...of, marks: of.marks.slice(0, 1) })) : [] }
  }),
  'GET /api/find': look((word) => ({ query: `search=${word}` }), 'each'),
  'GET /api/codes/:list': named('list', () => ['ethnicity', 'nothing']),
  // Imports.
  'GET /api/imports/:id': keyed(['import'], { answers: true }),
  'GET /api/imports/:id/preview': keyed(['import'], { answers: true }),
  'PUT /api/imports/:id/mapping': keyed(['import'], { writes: true, make: () => ({ body: { mapping: ['name'], mode: 'add' } }) }),
  'POST /api/imports/:id/start': keyed(['import'], { writes: true }),
  'POST /api/imports/:id/cancel': keyed(['import'], { writes: true }),
  'GET /api/imports/:id/refusals': keyed(['import'], { answers: true }),
  'GET /api/imports/:id/errors': keyed(['import'], { answers: true }),
  // Asks, views, definitions.
  'GET /api/asks': whole(function* (world) {
    yield { tells: kinds(world, 'ask').map((of) => ({ ...of, holder: 'nobody' as const })) }
  }),
  'POST /api/asks/:id/answer': keyed(['ask'], { writes: true, make: () => ({ body: { accept: false, reason } }) }),
  'POST /api/asks/:id/withdraw': keyed(['ask'], { writes: true, make: () => ({ body: {} }) }),
  'GET /api/views': whole(function* (world) {
    yield { tells: kinds(world, 'view') }
    yield { query: 'page=registers/entity.entity', tells: kinds(world, 'view') }
  }),
  'PUT /api/views': once({ body: { page: 'matrix', name: '视图', query: '', reach: 'own' } }),
  'DELETE /api/views/:id': keyed(['view'], { writes: true }),
  'GET /api/definitions': whole(function* (world) {
    yield { tells: kinds(world, 'definition') }
  }),
  'POST /api/definitions': once({ body: { from: { kind: 'copy', register: 'nothing.here', label: '试' } } }),
  'POST /api/definitions/from-file': once({ file: { name: 'a.csv', bytes: Buffer.from('') } }),
  'GET /api/definitions/:id': keyed(['definition'], { tells: true }),
  'PUT /api/definitions/:id': keyed(['definition'], { writes: true, make: () => ({ body: { revision: 99, draft: {} } }) }),
  'DELETE /api/definitions/:id': keyed(['definition'], { writes: true }),
  'GET /api/definitions/:id/plan': keyed(['definition'], {}),
  'POST /api/definitions/:id/ask': keyed(['definition'], { writes: true, make: () => ({ body: { reason } }) }),
  'POST /api/definitions/:id/answer': keyed(['definition'], { writes: true, make: () => ({ body: { accept: false, reason } }) }),
  'POST /api/definitions/:id/again': keyed(['definition'], { writes: true }),
  // The catalogue.
  'GET /api/catalogue': ({ method, url }) =>
    function* (world, seat) {
      yield { request: { method, url: `${url}?limit=200` } }
      yield* look((word) => ({ query: `search=${word}` }))({ method, url })(world, seat)
    },
  'GET /api/catalogue/:id': keyed(['entry'], { tells: true }),
  'GET /api/catalogue/:id/quality': keyed(['entry']),
  'POST /api/catalogue/:id/requests': keyed(['entry'], {
    writes: true,
    make: () => ({ body: { purpose: '核对信息', ground: '试验依据', items: ['名称'], until: '2027-12-31' } }),
  }),
  'PUT /api/catalogue/:id/follow': keyed(['entry'], { writes: true, make: () => ({ body: { follows: true } }) }),
  'POST /api/catalogue/:id/state': keyed(['entry'], { writes: true, make: () => ({ body: { state: 'withdrawn' } }) }),
  'GET /api/catalogue/drafts': whole(function* (world) {
    yield { tells: kinds(world, 'catalogue.resource').filter((of) => of.state === 'draft') }
  }),
  'POST /api/catalogue/inventory': once({ file: { name: 'a.csv', bytes: Buffer.from('') } }),
  'GET /api/catalogue/requests': whole(function* () {
    yield { query: 'of=asked' }
    yield { query: 'of=answer' }
  }),
  'GET /api/catalogue/requests/:id': keyed(['request'], { tells: true }),
  'POST /api/catalogue/requests/:id/acts': keyed(['request'], { writes: true, make: () => ({ body: { act: 'refuse', text: '不同意' } }) }),
  'GET /catalog.jsonld': once(),
  'GET /catalog.ttl': once(),
  // Open data.
  'GET /open/:set.:format': ({ method, url }) => named('set', codes)({ method, url: url.replace(':format', 'csv') }),
  'GET /open/:set/:version.:format': ({ method, url }) =>
    named('set', codes)({ method, url: url.replace(':version', '1').replace(':format', 'csv') }),
  'GET /api/open/data-sets': look((word) => ({ query: `search=${word}` })),
  'GET /api/open/data-sets/:set': named('set', codes),
  'GET /api/open/data-sets/:set/rows': named('set', codes),
  'GET /api/open/data-sets/:set/groups': named('set', codes, { query: 'column=name' }),
  'GET /api/open/sources': once(),
  'GET /api/open/waiting': once(),
  'GET /api/open/sets/:id': keyed(['open.data-set'], { make: () => ({}) }),
  'POST /api/open/sets/:id/versions': keyed(['open.data-set'], {
    writes: true,
    make: () => ({
      body: {
        register: 'entity.entity',
        shape: 'records',
        filter: '',
        columns: [{ field: 'name', level: 'exact' }],
        subject: 'organisation',
        k: 5,
        hold: false,
        protect: 'suppress',
      },
    }),
  }),
  'GET /api/open/versions/:id': keyed(['open version'], { tells: true }),
  'POST /api/open/versions/:id/propose': keyed(['open version'], { writes: true, make: () => ({ body: { note: reason } }) }),
  'POST /api/open/versions/:id/answer': keyed(['open version'], { writes: true, make: () => ({ body: { accept: true, reason } }) }),
  'POST /api/open/versions/:id/withdraw': keyed(['open version'], { writes: true, make: () => ({ body: { reason } }) }),
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
  'GET /api/cases/find': look((word) => ({ query: `search=${word}` }), 'each'),
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
  'GET /api/me/asks': whole(function* (world, seat) {
    yield { tells: kinds(world, 'ask').filter(({ holder }) => holder === seat) }
  }),
  'GET /api/me/occasions': once(),
  'GET /api/me/occasions.ics': once(),
  'GET /api/me/access': once({ query: 'limit=200' }),
  'GET /api/live': elsewhere('test/matrix/live.test.ts'),
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
