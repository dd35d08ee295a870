import { describe, expect, it } from 'vitest'
import { choices, flag, form, matter, type Condition } from '#declare'
import type { Implementation, Limit, MatterDetail, Material } from '../api/types.ts'
import { applicationOf, missingMaterials } from './application.ts'
import { isNeeded, limitPairs, neededImplementations, neededMaterials, standsAlone } from './needs.ts'

const is = (field: string, value: boolean): Condition => ({ field, is: value })
const signNeeded: Condition = { all: [is('sign', true), { not: is('ownName', false) }] }
const joint = matter('hall.shop', {
  label: '开店“一件事”',
  about: '开小吃店、奶茶店',
  kind: 'joint',
  applicants: ['person'],
  function: 'government-services',
  guide: form('问', {
    sections: {
      first: {
        label: '一',
        fields: { licence: flag('有执照'), food: choices('卖什么', { hot: '热', packed: '预包装' }), sign: flag('招牌') },
      },
      own: { label: '二', when: is('sign', true), fields: { ownName: flag('只有店名') } },
    },
  }),
  components: {
    'hall.licence': { when: is('licence', false) },
    'hall.food': { when: { field: 'food', in: ['hot'] } },
    'hall.sign': { when: signNeeded },
  },
})
const material = (key: string, source: string, rest: Partial<Material> = {}): Material => ({
  key,
  name: key,
  required: true,
  source,
  ...rest,
})
const limit = (clock: string, days: number, rest: Partial<Limit> = {}): Limit => ({
  clock,
  days,
  kind: 'working',
  from: 'acceptance',
  ...rest,
})
const implementation = (name: string, materials: Material[], limits: Limit[] = []): Implementation => ({
  id: name,
  matter: name,
  organisation: { id: 'o', name: '局' },
  region: null,
  limits,
  materials,
  fees: [],
  conditions: [],
  windows: [],
  results: [],
  remedies: [],
  basis: [],
})
const detail: MatterDetail = {
  matter: joint,
  components: Object.entries(joint.components).map(([name, { when }]) => ({ matter: name, label: name, when: when ?? null })),
  implementations: {
    'hall.shop': implementation('hall.shop', []),
    'hall.licence': implementation('hall.licence', [
      material('lease', 'applicant', { required: false }),
      material('identity', 'shared-data'),
    ]),
    'hall.food': implementation('hall.food', [
      material('lease', 'applicant'),
      material('plan', 'applicant', { when: { field: 'food', in: ['hot'] } }),
      material('licence', 'applicant'),
    ]),
    'hall.sign': implementation('hall.sign', [material('licence', 'shared-data')]),
  },
}
const draft = (guide: Record<string, unknown>, files: Record<string, string> = {}) => ({
  guide,
  answers: {},
  files: Object.fromEntries(Object.entries(files).map(([key, id]) => [key, { id, name: id, type: 'pdf', size: 1 }])),
  prefilled: true,
  from: {},
  idempotencyKey: 'k',
})

describe('a component matter', () => {
  it('is open before its questions are answered', () => {
    expect(isNeeded(detail, 'hall.licence', {})).toBeUndefined()
    expect(isNeeded(detail, 'hall.sign', { sign: true })).toBeUndefined()
  })
  it('is settled as soon as one answer settles it', () => {
    expect(isNeeded(detail, 'hall.sign', { sign: false })).toBe(false)
    expect(isNeeded(detail, 'hall.licence', { licence: false })).toBe(true)
    expect(isNeeded(detail, 'hall.sign', { sign: true, ownName: false })).toBe(false)
  })
  it('counts a question that is not asked as answered with nothing once the others are', () => {
    const only = { ...detail, components: [{ matter: 'hall.x', label: 'x', when: { not: is('ownName', false) } }] }
    expect(isNeeded(only, 'hall.x', { licence: true, food: ['hot'] })).toBeUndefined()
    expect(isNeeded(only, 'hall.x', { licence: true, food: ['hot'], sign: false })).toBe(true)
  })
})

describe('what is needed', () => {
  const guide = { licence: false, food: ['hot'], sign: true, ownName: true }
  it('leaves out what is surely not needed', () => {
    expect(neededImplementations(detail, { licence: true, food: ['packed'] }).map((one) => one.matter)).toEqual(['hall.shop', 'hall.sign'])
  })
  it('lists each paper once, required if anybody requires it, free if anybody fetches it', () => {
    const needed = neededMaterials(neededImplementations(detail, guide), guide)
    expect(needed.map(({ key, required, source }) => [key, required, source])).toEqual([
      ['lease', true, 'applicant'],
      ['identity', true, 'shared-data'],
      ['plan', true, 'applicant'],
      ['licence', true, 'shared-data'],
    ])
  })
  it('hands in what is asked of the applicant alone, and names what is missing', () => {
    const application = applicationOf(detail, draft(guide, { lease: 'f1', licence: 'f2', stray: 'f3' }))
    expect(application.given).toEqual([{ key: 'lease', file: 'f1' }])
    expect(missingMaterials(application, (name) => name)).toEqual([{ path: 'plan', message: 'plan' }])
  })
  it('drops answers of the guide that are no longer asked', () => {
    expect(applicationOf(detail, draft({ ...guide, sign: false })).guide).toEqual({ licence: false, food: ['hot'], sign: false })
  })
})

describe('limits', () => {
  it('stand in pairs of law and promise, the shortest that holds, without extensions', () => {
    const limits = [
      limit('statutory', 20),
      limit('promised', 8),
      limit('statutory', 10, { when: is('simple', true) }),
      limit('joint-promised', 10),
      limit('joint', 45),
      limit('extension', 10, { extends: 'statutory' }),
      limit('promised-delivery', 2),
    ]
    const pairs = (answers: object) =>
      limitPairs(limits, answers as Record<string, unknown>).map(({ what, law, promise }) => [what, law?.days, promise?.days])
    expect(pairs({})).toEqual([
      ['statutory', 20, 8],
      ['joint', 45, 10],
      ['delivery', undefined, 2],
    ])
    expect(pairs({ simple: true })[0]).toEqual(['statutory', 10, 8])
  })
})

it('a matter with a form of its own can be applied for where nothing is published; a joint or a listed one not', () => {
  const card = {
    ...joint,
    form: { label: '申请表', sections: {} },
    procedure: 'hall.card',
    components: {},
  } as unknown as MatterDetail['matter']
  expect(standsAlone({ ...detail, matter: card, components: [] })).toBe(true)
  expect(standsAlone({ ...detail, matter: card })).toBe(false)
  expect(standsAlone({ ...detail, matter: { ...card, origin: { list: '目录', place: '某地', fetched: '2025-04' } }, components: [] })).toBe(
    false,
  )
})
