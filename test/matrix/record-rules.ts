import { inRegister, keyed, look, named, NO_KEY, once, record, register, whole, type RuleOf } from './asks.ts'
import type { Planted } from './sights.ts'
import type { World } from './world.ts'

/** What somebody says who has to say what for. */
export const reason = '核对档案材料'
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
  'access.withholding': ['document'],
  'identity.region-act': ['summary'],
}
const fieldsOf = (kind: string) => wordFields[kind] ?? ['name']
const personalField: Readonly<Record<string, string>> = {
  'population.person': 'address',
  'population.residence': 'address',
  'entity.entity': 'principalName',
  'library.card': 'readerName',
  'identity.account': 'name',
}
/** What was planted of some kinds. */
export const kinds = (world: World, ...wanted: string[]): Planted[] => world.planted.filter(({ kind }) => wanted.includes(kind))
const version = 99
/** Who sits at a post is known at work, and told by name. */
const isColleague = ({ kind, name }: Planted) => kind === 'identity.account' && name.includes('staff')

/** Names of data sets as their addresses hold them. */
export const codes = (world: World) => kinds(world, 'open.data-set').map((of) => ({ word: of.marks[0]!.word, of }))

/** How routes of records, of registers and of what is made of them are tried. */
export const recordRules: Readonly<Record<string, RuleOf>> = {
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
  'GET /api/find': look((word) => ({ query: `search=${word}` })),
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
  'GET /api/asks/:id': keyed(['ask']),
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
}
