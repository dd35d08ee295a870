import { createHash } from 'node:crypto'
import { branch, clock, matter, procedure, template } from '#declare'
import type { CasesOptions, CasesOutside, ShippedMatter } from '#engines/cases'
import type { Actor } from '#kernel/context'
import { Invalid } from '#kernel/errors'

/** How many counties the model has: one for each connection, so that no two wait for the same gapless number. */
export const COUNTIES = 8

/** The same key in every run. */
function keyOf(name: string): string {
  const hex = createHash('sha256').update(name).digest('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-7${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}

interface Place {
  id: string
  code: string
  name: string
  path: string
}

interface Office {
  id: string
  name: string
  fn: string
  region: Place
}

const city: Place = { id: keyOf('city'), code: '441800000000', name: '清远市', path: '441800000000/' }
export const counties: readonly Place[] = Array.from({ length: COUNTIES }, (_, i) => {
  const code = `4418${String(i + 1).padStart(2, '0')}000000`
  return { id: keyOf(code), code, name: `第${i + 1}县`, path: `${city.path}${code}/` }
})
const office = (fn: string, of: Place): Office => ({
  id: keyOf(`${fn} ${of.code}`),
  name: `${of.name}${fn === 'library' ? '图书馆管理局' : '消防救援大队'}`,
  fn,
  region: of,
})
const offices = counties.flatMap((of) => [office('library', of), office('fire-rescue', of)])

/** Somebody at a post of a county's office. */
function officer(name: string, role: string, fn: string, of: Place): Actor {
  const { id } = offices.find((one) => one.fn === fn && one.region === of)!
  return {
    kind: 'post',
    name,
    account: keyOf(`account ${name} ${of.code}`),
    person: null,
    post: keyOf(`post ${name} ${of.code}`),
    organisation: id,
    region: of,
    duties: [{ role, organisation: id, regionPath: of.path }],
  }
}

/** Who works in each county. */
export const staff = counties.map((of) => ({
  clerk: officer('张三', 'library.clerk', 'library', of),
  checker: officer('王五', 'library.checker', 'fire-rescue', of),
}))

export const nameOfOffice = (id: string | null): string | null => offices.find((one) => one.id === id)?.name ?? null

export const citizen: Actor = {
  kind: 'person',
  name: '李梅',
  account: keyOf('account citizen'),
  person: keyOf('citizen'),
  post: null,
  organisation: null,
  region: city,
  duties: [],
}
export const system: Actor = {
  kind: 'system',
  name: '系统',
  account: null,
  person: null,
  post: null,
  organisation: null,
  region: city,
  duties: [],
}

const clerk = { role: 'library.clerk', function: 'library' } as const
const checker = { role: 'library.checker', function: 'fire-rescue' } as const

/** Four tasks: accepted by one window, decided in two branches side by side, handed over. One instrument, four clocks. */
const licence = procedure('bench.licence', {
  label: '设立阅览室',
  clocks: {
    check: clock('收件审查', { limit: 'check', from: 'receipt', lapse: 'accepted-from-receipt' }),
    statutory: clock('法定时限', { limit: 'statutory', from: 'acceptance' }),
  },
  start: 'accept',
  stages: {
    accept: { label: '受理', by: clerk, acts: { accept: { label: '受理', to: 'review', as: 'accept', instrument: 'acceptance' } } },
    review: {
      label: '并联审查',
      to: 'hand',
      branches: {
        books: branch('藏书许可', {
          matter: 'bench.books',
          function: 'library',
          clocks: { statutory: clock('法定时限', { limit: 'statutory', from: 'acceptance' }) },
          start: 'decide',
          stages: { decide: { label: '审查决定', by: clerk, acts: { grant: { label: '准予', to: 'end', as: 'grant' } } } },
        }),
        fire: branch('消防检查', {
          matter: 'bench.fire',
          function: 'fire-rescue',
          clocks: { statutory: clock('法定时限', { limit: 'statutory', from: 'acceptance' }) },
          start: 'inspect',
          stages: { inspect: { label: '现场检查', by: checker, acts: { grant: { label: '合格', to: 'end', as: 'grant' } } } },
        }),
      },
    },
    hand: { label: '交付', by: clerk, acts: { hand: { label: '交付', to: 'end', as: 'deliver' } } },
  },
})

const acceptance = template('acceptance', {
  label: '受理通知书',
  kind: 'instrument',
  page: 'A4',
  title: '受理通知书',
  fields: {
    caseNumber: { label: '编号', kind: 'text' },
    applicant: { label: '申请人', kind: 'text' },
    matter: { label: '事项', kind: 'text' },
    acceptedOn: { label: '受理日期', kind: 'date' },
    statutoryDue: { label: '期限', kind: 'date' },
    officer: { label: '经办人', kind: 'text' },
  },
  blocks: [{ block: 'signature', organisation: '{organisation}', date: '{issuedOn}' }],
})

const component = (name: 'bench.books' | 'bench.fire', label: string, fn: string) =>
  matter(name, { label, about: '', kind: 'administrative-licence', applicants: ['person'], function: fn })
const matters = [
  matter('bench.licence', {
    label: '设立阅览室',
    about: '开一间对外的阅览室',
    kind: 'joint',
    applicants: ['person'],
    function: 'library',
    procedure: 'bench.licence',
    components: { 'bench.books': {}, 'bench.fire': {} },
  }),
  component('bench.books', '藏书许可', 'library'),
  component('bench.fire', '消防检查', 'fire-rescue'),
]

const basis = { law: '行政许可法', article: '第四十二条', verified: true }
const working = (limit: string, days: number, from: string, ends: string) => ({
  clock: limit,
  days,
  kind: 'working' as const,
  from,
  ends,
  basis,
})
const ships = (
  name: string,
  label: string,
  fn: string,
  limits: ReturnType<typeof working>[],
): { name: string; content: ShippedMatter } => ({
  name,
  content: {
    matter: { code: name, name: label, basis: [] },
    implementations: [{ region: '4418', level: 'county', function: fn, limits, materials: [] }],
  },
})
export const shipped = [
  ships('licence', '设立阅览室', 'library', [
    working('check', 5, 'receipt', 'acceptance'),
    working('statutory', 30, 'acceptance', 'decision'),
  ]),
  ships('books', '藏书许可', 'library', [working('statutory', 20, 'acceptance', 'decision')]),
  ships('fire', '消防检查', 'fire-rescue', [working('statutory', 10, 'acceptance', 'decision')]),
]

/** What the limits of the model say, for the limit by hand: working days. */
export const days = { statutory: 30, books: 20, fire: 10 }

/** One way through the model: act, who does it, on which day, and how many envelopes it leaves. */
export const steps = [
  { node: 'accept', act: 'accept', by: 'clerk', at: '2026-03-03T09:00:00+08:00', envelopes: 10 },
  { node: 'review/books/decide', act: 'grant', by: 'clerk', at: '2026-03-05T09:00:00+08:00', envelopes: 4 },
  { node: 'review/fire/inspect', act: 'grant', by: 'checker', at: '2026-03-06T09:00:00+08:00', envelopes: 6 },
  { node: 'hand', act: 'hand', by: 'clerk', at: '2026-03-09T09:00:00+08:00', envelopes: 3 },
] as const

/** The rest of the house: names from memory, notices and files to nobody. What is measured is the engine, so none of it asks the database. */
const outside: CasesOutside = {
  async placeOf(_ctx, region) {
    const found = [city, ...counties].find((one) => one.id === region)
    if (!found) throw new Invalid('没有这个行政区划', { path: 'region' })
    return found
  },
  async organisationFor(_ctx, fn, region) {
    return offices.find((one) => one.fn === fn && one.region.id === region)
  },
  exercisers: async (_ctx, fn) => offices.filter((one) => one.fn === fn).map((one) => ({ organisation: one, region: one.region })),
  holdersOf: async () => [],
  titlesOf: async (ctx) => ({ post: ctx.actor.post ? '经办岗' : null, organisation: nameOfOffice(ctx.actor.organisation) }),
  namesFor: async () => ({}),
  entityOf: async (_ctx, id) => ({ id, name: '书香公司' }),
  recordsFor: async () => ({ me: { values: {}, label: '' }, agent: { values: {}, label: '' }, entity: { values: {}, label: '' } }),
  files: async () => [],
  attachFiles: async () => undefined,
  forgetFiles: async () => undefined,
  runAction: async () => ({}),
  organisationOf: async (_ctx, id) => ({ id, name: nameOfOffice(id) ?? '' }),
  answeringRoles: () => [],
  answerAsk: async () => undefined,
  issueCertificate: async () => undefined,
  noteReading: async () => undefined,
  certificatesOf: async () => [],
  notify: async () => undefined,
}

/** What the engine is told of the model. */
export const options: CasesOptions = { procedures: [{ procedure: licence, system: 'bench' }], matters, templates: [acceptance], outside }
