import { expect, it } from 'vitest'
import { makePersonId } from '#chinese'
import { guessField, guessFields } from './guess.ts'
import { keyOf } from './keys.ts'

it.each<[string, readonly string[], object]>([
  ['身份证', [makePersonId('441802', '1980-01-01', 1), makePersonId('441802', '1990-02-02', 3)], { kind: 'person-id', sealed: true }],
  ['电话', ['13800138000', '0763-3366888'], { kind: 'phone', privacy: 'personal' }],
  ['日期', ['2026-03-01', '2026/3/2'], { kind: 'date' }],
  ['是否在用', ['是', '否'], { kind: 'flag' }],
  ['面积（平方米）', ['12.50', '8'], { kind: 'number', decimals: 2, unit: '平方米' }],
  ['金额', ['1,200.50', '8'], { kind: 'money' }],
  // Numbers of things keep their zeros.
  ['编号', ['00123', '00124'], { kind: 'text' }],
  [
    '状态',
    Array.from({ length: 20 }, (_, i) => (i % 2 ? '在用' : '停用')),
    { kind: 'choice', choices: { option1: '停用', option2: '在用' } },
  ],
  ['备注', ['', '有问题', '一切正常的一口井'], { kind: 'text', optional: true }],
  ['联系人', ['张三', '李四'], { kind: 'text', privacy: 'personal' }],
])('a column of %s is a field of its kind', (name, values, field) => expect(guessField({ name, values })).toMatchObject(field))

it('an inventory without values is guessed by its names', () => {
  const { fields, title } = guessFields(
    [
      { name: '水井名称', values: [] },
      { name: '统一社会信用代码', values: [] },
      { name: '建成日期', values: [] },
    ],
    keyOf,
  )
  expect(Object.entries(fields).map(([key, { kind }]) => [key, kind])).toEqual([
    ['shuijingmingcheng', 'text'],
    ['tongyishehuixinyongd', 'credit-code'],
    ['jianchengriqi', 'date'],
  ])
  // Nobody knows whether it is always there, so that somebody says what the title is.
  expect(title).toBe('')
})

it('what the name leaves open its data type tells', () => {
  const { fields } = guessFields(
    ['日期时间型', '日期型D', '数值型N', '货币型Y', '逻辑型', '字符型C'].map((type, i) => ({ name: `项目${i}`, values: [], type })),
    keyOf,
  )
  expect(Object.values(fields).map(({ kind }) => kind)).toEqual(['moment', 'date', 'number', 'money', 'flag', 'text'])
})
