import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { checkTemplate, isFork, placeholdersOf, type Act, type Clock, type Template, type TemplateBlock } from '#declare'
import hall from './index.ts'
import { generalProcedure } from './general/procedure.ts'
import { generalTemplates } from './general/templates.ts'
import { restaurantProcedure } from './restaurant/procedure.ts'
import seed from './seed.ts'

const city = (path: string) => JSON.parse(readFileSync(new URL(`../../../../city/4418/${path}`, import.meta.url), 'utf8')) as unknown
const bare = (matter: string) => matter.slice(matter.indexOf('.') + 1)

const generalTasks = Object.entries(generalProcedure.stages).flatMap(([key, stage]) =>
  isFork(stage) ? [] : [[`general/${key}`, stage] as const],
)
const stages = Object.entries(restaurantProcedure.stages)
const branches = stages.flatMap(([, stage]) => (isFork(stage) ? Object.entries(stage.branches) : []))
const tasks = [
  ...stages.flatMap(([key, stage]) => (isFork(stage) ? [] : [[key, stage] as const])),
  ...branches.flatMap(([key, branch]) => Object.entries(branch.stages).map(([stage, task]) => [`${key}/${stage}`, task] as const)),
]
const acts: [where: string, act: Act][] = tasks.flatMap(([where, task]) =>
  Object.entries(task.acts).map(([key, act]) => [`${where}.${key}`, act] as [string, Act]),
)
const templates = new Map(hall.templates.map((template) => [template.name, template]))

describe('every name that the procedure uses', () => {
  it('is a role, and every role has a task', () => {
    const used = new Set([...tasks, ...generalTasks].flatMap(([, { by }]) => ('role' in by ? [by.role] : [])))
    expect([...used].sort()).toEqual(hall.roles.map(({ name }) => name).sort())
  })

  it('is a paper, and every instrument is used', () => {
    const ofGeneral = generalTasks.flatMap(([, { acts: ways }]) => Object.values(ways).flatMap(({ instrument }) => instrument ?? []))
    const used = new Set([
      restaurantProcedure.receipt!,
      generalProcedure.receipt!,
      ...acts.flatMap(([, { instrument }]) => instrument ?? []),
      ...ofGeneral,
    ])
    const instruments = hall.templates.filter(({ kind }) => kind === 'instrument').map(({ name }) => name)
    expect([...used].sort()).toEqual(instruments.sort())
  })

  it('is an action that takes what the act asks', () => {
    const declared: Record<string, { input: object }> = hall.actions
    const run = acts.filter(([, { runs }]) => runs !== undefined)
    expect(new Set(run.map(([, { runs }]) => runs))).toEqual(new Set(Object.keys(declared)))
    for (const [where, { runs, asks = {} }] of run) expect(Object.keys(asks), where).toEqual(Object.keys(declared[runs!]!.input))
  })

  it('is a matter of this system, and a section of its form', () => {
    const joint = hall.matters.find(({ procedure }) => procedure === restaurantProcedure.name)!
    expect(branches.map(([, { matter }]) => matter)).toEqual(Object.keys(joint.components))
    for (const [, branch] of branches) {
      expect(branch.when).toEqual(joint.components[branch.matter]!.when)
      expect(branch.function).toBe(hall.matters.find(({ name }) => name === branch.matter)!.function)
    }
    for (const [where, { sections = [] }] of tasks) for (const key of sections) expect(joint.form!.sections, where).toHaveProperty(key)
  })

  it('is a stage beside the one that excludes its doer', () => {
    for (const [key, branch] of branches)
      for (const task of Object.values(branch.stages))
        for (const other of task.unlike ?? []) expect(branch.stages, key).toHaveProperty(other)
  })
})

it('who decides on a licence is never who examined it', () => {
  const deciding = [...tasks, ...generalTasks].filter(
    ([where, { acts }]) => where !== 'sign/file' && Object.values(acts).some(({ as }) => as === 'grant'),
  )
  expect(deciding.map(([where]) => where)).toEqual(['licence/decide', 'food/decide', 'fire/decide', 'general/decide'])
  for (const [where, { unlike }] of deciding) expect(unlike, where).toContain('examine')
})

it('the applicant may take the application back wherever it is still undecided', () => {
  const undecided = [...tasks, ...generalTasks].filter(([where]) => !/deliver|verify|conclude|issue/.test(where))
  for (const [where, { acts }] of undecided) {
    const [, withdraw] = Object.entries(acts).find(([, { as }]) => as === 'withdraw') ?? []
    expect(withdraw, where).toMatchObject({ to: 'end' })
  }
})

interface Shipped {
  implementations: {
    acceptance: { separate: boolean }
    limits: { clock: string; from: string; ends: string; extends?: string }[]
  }[]
}

/** Limits that no clock of this procedure counts, and why. */
const uncounted: Record<string, string> = {
  'restaurant-opening delivery': 'each decision has its own ten days, counted in its branch',
  'restaurant-opening joint-extension': 'granted by the head of the government, outside this procedure',
  'business-licence check': 'the window checks for all bodies',
  'food-permit check': 'the window checks for all bodies',
  'fire-safety-check check': 'the window checks for all bodies',
  'signboard check': 'the window checks for all bodies',
}

describe('every clock counts a limit that the city ships', () => {
  const scopes: [matter: string, clocks: Readonly<Record<string, Clock>>][] = [
    ['restaurant-opening', restaurantProcedure.clocks],
    ...branches.map(([, branch]): [string, Record<string, Clock>] => [bare(branch.matter), { ...branch.clocks }]),
  ]
  it.each(scopes)('of %s, from the act that it names', (matter, clocks) => {
    const { limits } = (city(`matters/${matter}.json`) as Shipped).implementations[0]!
    for (const { label, limit, from } of Object.values(clocks)) {
      const rows = limits.filter(({ clock }) => clock === limit)
      expect(rows.length, `${label} ${limit}`).toBeGreaterThan(0)
      for (const row of rows) expect(row.from, `${label} ${limit}`).toBe(from)
    }
    const counted = new Set(Object.values(clocks).map(({ limit }) => limit))
    const left = limits.filter(
      ({ clock, extends: of }) => !counted.has(clock) && !(of !== undefined && counted.has(of) && clock === 'extension'),
    )
    const known = Object.keys(uncounted).filter((key) => key.startsWith(`${matter} `))
    expect(left.map(({ clock }) => `${matter} ${clock}`).sort()).toEqual(known.sort())
  })

  it('lets a limit be extended by an act where the city ships an extension', () => {
    for (const [key, branch] of branches) {
      const { limits } = (city(`matters/${bare(branch.matter)}.json`) as Shipped).implementations[0]!
      const acts = Object.values(branch.stages).flatMap((task) => Object.values(task.acts))
      expect(
        acts.some(({ as }) => as === 'extend'),
        key,
      ).toBe(limits.some(({ clock }) => clock === 'extension'))
    }
  })
})

/** What the city's papers must state, and where a template says it. */
const said: Record<string, string> = {
  checkDueOn: 'checkDue',
  materialsList: 'materials',
  gapsList: 'gaps',
  promisedDueOn: 'jointPromisedDue',
  statutoryDueOn: 'jointDue',
  extendedDueOn: 'extendedDue',
  procedureName: 'ground',
  procedureDays: 'expectedDays',
  decidedOn: 'issuedOn',
  deliveredOn: 'issuedOn',
  recipient: 'applicant',
}
/** The paper of the city behind each template, and what is called otherwise in it; `null`: cannot be said, with the reason beside. */
const papers: Record<string, [key: string, otherwise?: Record<string, string | null>]> = {
  'hall.restaurant-receipt': ['receipt'],
  'hall.restaurant-supplement': ['supplement'],
  'hall.restaurant-acceptance': ['acceptance'],
  'hall.restaurant-refusal-to-accept': ['refusal-to-accept'],
  'hall.restaurant-delivery': ['delivery', { documentsDelivered: 'documents' }],
  'hall.restaurant-conclusion': ['conclusion', { documentsDelivered: 'outcomes' }],
  'hall.registration-notice': ['registration-notice', { resultNumber: 'registeredCode' }],
  'hall.registration-refusal': ['registration-refusal'],
  'hall.registration-extension': ['extension'],
  'hall.food-grant': ['grant', { scopeGranted: 'permitScope' }],
  // What is granted is the same for every place: that it may open.
  'hall.fire-grant': ['grant', { scopeGranted: null }],
  // Its variant rests on the commitment and cites the Fire Services Law itself.
  'hall.fire-commitment-grant': ['grant', { facts: null, lawCited: null, scopeGranted: null }],
  'hall.permit-refusal': ['refuse'],
  'hall.permit-extension': ['extension'],
  'hall.special-procedure': ['special-procedure'],
  'hall.filing-return': ['filing-return'],
}

describe('every paper', () => {
  it.each(hall.templates.map((template) => [template.name, template] as const))('%s can be filled', (_, template) =>
    expect(checkTemplate(template)).toEqual([]),
  )

  const textsOf = (block: TemplateBlock): string[] => {
    if (block.block === 'rows') return block.rows.map(({ text }) => text)
    if (block.block === 'list') return [`{${block.of}}`]
    if (block.block === 'remedies') return [block.review, block.court]
    if (block.block === 'signature') return [block.organisation, block.date]
    return block.block === 'blanks' ? [] : [block.text]
  }
  const statedBy = (template: Template) =>
    new Set(template.blocks.flatMap(textsOf).flatMap((text) => placeholdersOf(text).map(({ key }) => key)))

  it.each(Object.entries(papers))('%s states what the law wants stated', (name, [paper, otherwise = {}]) => {
    const { instruments } = city('matters/restaurant-opening.json') as {
      instruments: { key: string; mustState: string[]; remedies: boolean; sealed: boolean }[]
    }
    const shipped = instruments.find(({ key }) => key === paper)!
    const template = templates.get(name)!
    const stated = statedBy(template)
    for (const wanted of shipped.mustState) {
      const key = wanted in otherwise ? otherwise[wanted] : (said[wanted] ?? wanted)
      if (key !== null) expect([...stated], `${name} ${wanted}`).toContain(key)
    }
    expect(template.blocks.some(({ block }) => block === 'remedies')).toBe(shipped.remedies)
    expect(template.seal).toBe(shipped.sealed)
  })

  it('is compared with the paper that the city ships', () =>
    expect(Object.keys(papers).sort()).toEqual(
      hall.templates
        .filter(({ kind, name }) => kind === 'instrument' && !generalTemplates.some((one) => one.name === name))
        .map(({ name }) => name)
        .sort(),
    ))
})

describe('the demonstration', () => {
  it('has a post at an organisation that is there, for every role', () => {
    const organisations = city('organisations.json') as { function: string; regionCode: string }[]
    const roles = new Set<string>()
    for (const { account, organisationFunction, region, roles: held } of seed.posts!) {
      const there = organisations.some((one) => one.function === organisationFunction && one.regionCode === region.padEnd(12, '0'))
      expect(there, account).toBe(true)
      if (region === '441802') for (const role of held) roles.add(role)
    }
    expect([...roles]).toEqual(expect.arrayContaining(hall.roles.map(({ name }) => name)))
    // One person may hold several posts under one account; nothing else is shared.
    const held = seed.posts!.map(({ account, organisationFunction, region, postName }) =>
      [account, organisationFunction, region, postName].join(),
    )
    expect(new Set(held).size).toBe(held.length)
    const people = new Set(seed.posts!.map(({ account, name, password }) => [account, name, password].join()))
    const logins = [...seed.posts!, ...seed.citizens!].map(({ account }) => account)
    expect(people.size + seed.citizens!.length).toBe(new Set(logins).size)
  })
})
