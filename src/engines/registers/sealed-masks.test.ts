import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { personId, register, text } from '#declare'
import { sealer } from '#kernel/sealing'
import { getColumn, defineAll } from './definitions.ts'
import { maskOfSealed } from './sealed-masks.ts'

const couples = register('masks.couple', {
  label: '夫妻',
  title: 'place',
  steward: 'library',
  fields: { place: text('地方'), one: personId('甲方'), other: personId('乙方') },
})
const definition = defineAll([couples], []).get(couples.name)
const [one, other] = ['one', 'other'].map((key) => getColumn(definition, key)) as [
  ReturnType<typeof getColumn>,
  ReturnType<typeof getColumn>,
]
const numberOf = (i: number) => `44188219900101${String(i).padStart(4, '0')}`

test('a mask at hand is shown without opening the value again, and only in its own column', () => {
  const { seal, open, ...rest } = sealer(randomBytes(32))
  let opened = 0
  const counting = {
    seal,
    ...rest,
    open(value: Buffer, place: string) {
      opened++
      return open(value, place)
    },
  }
  const sealed = seal(numberOf(12), 'masks.couple.one')
  for (let i = 0; i < 3; i++) expect(maskOfSealed(counting, Buffer.from(sealed), one, 'masks.couple.one')).toBe('4418**********0012')
  expect(opened).toBe(1)
  expect(() => maskOfSealed(counting, sealed, other, 'masks.couple.other')).toThrow(/authenticate/)
  const changed = Buffer.from(sealed)
  changed[changed.length - 1]! ^= 1
  expect(() => maskOfSealed(counting, changed, one, 'masks.couple.one')).toThrow(/authenticate/)
  expect(maskOfSealed(counting, sealed, one, 'masks.couple.one')).toBe('4418**********0012')
  const stranger = sealer(randomBytes(32))
  expect(() => maskOfSealed(stranger, sealed, one, 'masks.couple.one')).toThrow(/authenticate/)
})

test('what has not been shown for long is forgotten, and opened again when it is', () => {
  let opened = 0
  // Nothing is encrypted here: what counts is how often something is opened.
  const plain = {
    ...sealer(randomBytes(32)),
    open(value: Buffer) {
      opened++
      return value.toString('utf8')
    },
  }
  const look = (i: number) => maskOfSealed(plain, Buffer.from(`44188219900101${String(i).padStart(6, '0')}`), one, 'masks.couple.one')
  look(0)
  for (let i = 1; i <= 50_000; i++) look(i)
  expect(opened).toBe(50_001)
  look(50_000)
  expect(opened).toBe(50_001)
  look(0)
  expect(opened).toBe(50_002)
})
