import { matter } from '#declare'
import { expect, test } from 'vitest'
import { bodyOf, type Implementation, type MaterialRow, type ShippedMatter } from './implementation.ts'
import { neededMaterials, neededMatters } from './needs.ts'

const implementation = (name: string, materials: MaterialRow[]): Implementation => ({
  id: name,
  matter: name,
  edition: 1,
  organisation: 'o',
  organisationName: '局',
  region: 'r',
  body: { limits: [], materials, fees: [], conditions: [], windows: [], results: [], remedies: [], basis: [], supplement: {}, after: [] },
})
const lease: MaterialRow = { key: 'lease', name: '租赁合同', required: true, source: 'applicant' }

test('a joint matter needs the components that the answers ask for', () => {
  const joint = matter('shop.opening', {
    label: '',
    about: '',
    kind: 'joint',
    applicants: ['person'],
    function: 'f',
    components: { 'shop.licence': { when: { field: 'hasLicence', is: false } }, 'shop.sign': {} },
  })
  expect(neededMatters(joint, { hasLicence: false })).toEqual(['shop.licence', 'shop.sign'])
  expect(neededMatters(joint, { hasLicence: true })).toEqual(['shop.sign'])
})

test('a paper that two matters want is handed in once', () => {
  const needed = neededMaterials(
    [implementation('shop.licence', [{ ...lease, required: false }]), implementation('shop.sign', [lease])],
    {},
  )
  expect(needed).toEqual([{ ...lease, required: true, matters: ['shop.licence', 'shop.sign'] }])
})

test('a paper is needed only when the answers say so, and not at all when the same application makes it', () => {
  const agent: MaterialRow = { key: 'agent', name: '委托书', required: true, source: 'applicant', when: { field: 'usesAgent', is: true } }
  const licence: MaterialRow = {
    key: 'licence',
    name: '营业执照',
    required: true,
    source: 'shared-data',
    fromResult: { matter: 'licence' },
  }
  const sign = implementation('shop.sign', [agent, licence])
  const keys = (all: Implementation[], answers: Record<string, unknown>) => neededMaterials(all, answers).map(({ key }) => key)
  expect(keys([sign], { usesAgent: true })).toEqual(['agent', 'licence'])
  expect(keys([sign, implementation('shop.licence', [])], { usesAgent: false })).toEqual([])
})

test('shipped rows become those of one organisation: modes are conditions, the forum has its name', () => {
  const shipped: ShippedMatter = { matter: { code: 'c', name: 'n', basis: [] }, implementations: [] }
  const body = bodyOf(
    shipped,
    {
      region: '4418',
      level: 'county',
      function: 'f',
      limits: [{ clock: 'statutory', days: 1, kind: 'working', from: 'acceptance', mode: 'commitment' }],
      modes: [{ key: 'commitment', when: { question: 'mode', is: 'commitment' } }],
      materials: [{ ...lease, when: { question: 'kind', in: ['a', 'b'] } }],
      windows: ['{county}政务服务中心'],
      remedies: [
        { kind: 'reconsideration', to: '作出决定机关的本级人民政府' },
        { kind: 'litigation', to: '行政机关所在地基层人民法院' },
      ],
    },
    '清城区',
  )
  expect(body.limits).toEqual([
    { clock: 'statutory', days: 1, kind: 'working', from: 'acceptance', when: { field: 'mode', is: 'commitment' } },
  ])
  expect(body.materials[0]!.when).toEqual({ field: 'kind', in: ['a', 'b'] })
  expect(body.windows).toEqual(['清城区政务服务中心'])
  expect(body.remedies.map(({ to }) => to)).toEqual(['清城区人民政府', '清城区人民法院'])
})
