import { describe, expect, it } from 'vitest'
import { creditCode, money, number, personId, ref, register, text, type Fields } from '#declare'
import { defineAll } from '../definitions.ts'
import { bandFormat, sayBand } from './levels.ts'
import { presenter } from './present.ts'
import { openableColumns, selectedColumns, type Selection } from './selection.ts'

const spec = (name: `${string}.${string}`, title: string, fields: Fields, more: object = {}) =>
  register(name, { label: name, title, steward: 'staffing', share: 'conditional', search: [], fields, ...more } as never)

const registers = [
  spec(
    'test.person',
    'name',
    { name: text('姓名', { max: 40, privacy: 'personal' }), number: personId('公民身份号码', {}) },
    { holder: 'id' },
  ),
  spec('test.pupil', 'number', { number: text('学籍号', { max: 20 }), who: ref('学生', 'test.person') }, { holder: 'who' }),
  spec(
    'test.firm',
    'name',
    { name: text('名称', { max: 40, open: true }), code: creditCode('统一社会信用代码', { open: true }) },
    { unique: [['code']] },
  ),
  spec('test.office', 'name', { name: text('名称', { max: 40, open: true }) }, { class: 'public', share: 'unconditional' }),
  spec('test.secret', 'name', { name: text('名称', { max: 40 }) }, { share: 'none', shareGround: '《保守国家秘密法》第二条' }),
  spec('test.visit', 'place', {
    place: text('地点', { max: 40, open: true }),
    person: ref('被检查人', 'test.person', { open: true, optional: true }),
    pupil: ref('学生', 'test.pupil', { open: true, optional: true }),
    firm: ref('被检查企业', 'test.firm', { open: true }),
    office: ref('检查机关', 'test.office', { open: true }),
    secret: ref('线索', 'test.secret', { open: true, optional: true }),
    staff: number('人数', { open: true }),
    turnover: money('营业额', { open: true }),
  }),
]
const definitions = defineAll(registers, [])
const visit = definitions.get('test.visit')
const parts = { codeLists: new Map(), timezone: 'Asia/Shanghai', asOf: '2026-01-01', definitions }
const selection = (columns: Selection['columns'], shape: Selection['shape'] = 'records'): Selection => ({
  register: 'test.visit',
  shape,
  filter: '',
  columns,
  subject: 'thing',
  k: 5,
  hold: false,
  protect: 'suppress',
})

describe('references', () => {
  it('to persons, to what is about persons and to what is shared with nobody are never opened, neither as records nor in counts', () => {
    for (const shape of ['records', 'counts'] as const) {
      const fields = openableColumns(visit, shape, parts).map(({ column }) => column.key)
      expect(fields).toEqual(expect.arrayContaining(['firm', 'office']))
      for (const key of ['person', 'pupil', 'secret']) expect(fields).not.toContain(key)
    }
    for (const field of ['person', 'pupil', 'secret'])
      expect(() => selectedColumns(visit, selection([{ field, level: 'exact' }]), parts)).toThrow('这一列不能开放')
  })

  it('tell people apart whatever their maker says of them', () => {
    const [firm] = selectedColumns(visit, selection([{ field: 'firm', level: 'exact', sensitive: true }]), parts)
    expect(firm!.quasi).toBe(true)
  })

  it('are published with the code of what they name, or its address, and the total of a table beside them', () => {
    const columns = selectedColumns(
      visit,
      selection(
        ['firm', 'office'].map((field) => ({ field, level: 'exact' })),
        'counts',
      ),
      parts,
    )
    expect(columns.map(({ heads }) => heads.map(({ name }) => name))).toEqual([
      ['firmCode', 'firm'],
      ['officeAddress', 'office'],
    ])
    const present = presenter(visit, columns[0]!, { codeLists: new Map(), regions: new Map() })
    expect(present('北江商店\u001E91441802MA0000001X')).toEqual(['91441802MA0000001X', '北江商店'])
    expect([present(''), present('合计')]).toEqual([
      [null, null],
      [null, '合计'],
    ])
  })
})

describe('bands', () => {
  it('read as people say them, and fit the pattern that programs are told', () => {
    expect([sayBand('[1000,2000)', false), sayBand('[-10,0)', false)]).toEqual(['1000–1999', '-10–-1'])
    expect([sayBand('[1000,2000)', true), sayBand('合计', true)]).toEqual(['1000 以上、不足 2000', '合计'])
    for (const fractions of [true, false])
      expect(sayBand('[-1000,2000)', fractions)).toMatch(new RegExp(`^${bandFormat(fractions).format}$`))
  })

  it('of numbers and of money stand so in the files', () => {
    const columns = selectedColumns(
      visit,
      selection([
        { field: 'staff', level: 'band10' },
        { field: 'turnover', level: 'band1000' },
      ]),
      parts,
    )
    const said = columns.map((column, i) =>
      presenter(visit, column, { codeLists: new Map(), regions: new Map() })(['[10,20)', '[1000,2000)'][i]!),
    )
    expect(said).toEqual([['10–19'], ['1000 以上、不足 2000']])
    for (const { heads } of columns) expect(heads[0]).toMatchObject({ type: 'string', about: expect.any(String) })
  })
})
