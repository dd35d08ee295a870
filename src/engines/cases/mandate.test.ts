import { expect, test } from 'vitest'
import type { Mandate } from '#kernel/context'
import { covers } from './mandate.ts'

const mandate = (more: Partial<Mandate> = {}) => ({
  proxy: { id: 'p', agentName: '代办人', agent: 'a', entity: null, matters: null, case: null, ...more } satisfies Mandate,
})
const licence = { id: 'c1', matter: 'hall.licence', entity: null }

test('whoever acts for nobody else needs no mandate', () => {
  expect(covers({}, licence)).toBe(true)
})

test('a mandate reaches as far as its side, its matters and its case', () => {
  expect(covers(mandate(), licence)).toBe(true)
  expect(covers(mandate(), { ...licence, entity: 'e1' })).toBe(false)
  expect(covers(mandate({ entity: 'e1' }), { ...licence, entity: 'e1' })).toBe(true)
  expect(covers(mandate({ entity: 'e1' }), { ...licence, entity: 'e2' })).toBe(false)
  expect(covers(mandate({ entity: 'e1' }), licence)).toBe(false)
  expect(covers(mandate({ matters: ['hall.licence'] }), licence)).toBe(true)
  expect(covers(mandate({ matters: ['hall.other'] }), licence)).toBe(false)
  expect(covers(mandate({ case: 'c1' }), licence)).toBe(true)
  expect(covers(mandate({ case: 'c2' }), licence)).toBe(false)
  expect(covers(mandate({ case: 'c1', matters: ['hall.other'] }), licence)).toBe(false)
})

test('a mandate for a case opens no other, and goes on when the enterprise that was applied for is there', () => {
  expect(covers(mandate({ case: 'c1' }), { matter: 'hall.licence', entity: null })).toBe(false)
  expect(covers(mandate({ case: 'c1' }), { ...licence, entity: 'new' })).toBe(true)
})
