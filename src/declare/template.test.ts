import { describe, expect, expectTypeOf, it } from 'vitest'
import { checkTemplate, placeholdersOf, template, type DataOf, type Template, type TemplateBlock } from './template.ts'

const receipt = template('library.receipt', {
  label: '回执',
  kind: 'instrument',
  page: 'A4',
  title: '借书证申请回执',
  fields: {
    reader: { label: '读者', kind: 'text' },
    born: { label: '出生日期', kind: 'date' },
    receivedAt: { label: '收件时间', kind: 'moment' },
    deposit: { label: '押金', kind: 'money' },
    papers: { label: '材料', kind: 'list' },
    gaps: { label: '缺件', kind: 'list', items: { name: { label: '材料', kind: 'text' }, fee: { label: '费用', kind: 'money' } } },
    remark: { label: '备注', kind: 'text', optional: true },
  },
  blocks: [
    { block: 'recipient', text: '{reader}：' },
    { block: 'paragraph', text: '{receivedAt:date-zh}收到{papers}，押金{deposit:money-zh}。' },
    { block: 'list', of: 'gaps', item: '{name}：{fee}' },
    { block: 'paragraph', text: '{remark}', when: 'remark' },
    { block: 'signature', organisation: '{organisation}', date: '{issuedOn}' },
  ],
})

describe('a template', () => {
  it('infers the data that it is filled with', () => {
    expectTypeOf<DataOf<typeof receipt>>().toEqualTypeOf<{
      reader: string
      born: string
      receivedAt: string
      deposit: number
      papers: string[]
      gaps: { name: string; fee: number }[]
      remark?: string | null
    }>()
    expectTypeOf<DataOf<Template>>().toEqualTypeOf<Record<string, unknown>>()
  })

  it('is pure data', () => {
    expect(JSON.parse(JSON.stringify(receipt))).toEqual(receipt)
  })

  it('has number, seal and verification unless they are switched off', () => {
    expect(receipt).toMatchObject({ number: true, seal: true, verify: true })
    expect(template('a.b', { ...receipt, seal: false }).seal).toBe(false)
  })
})

describe('placeholdersOf', () => {
  it('finds keys and formats where they stand', () => {
    expect(placeholdersOf('于{at:date-zh}向{who}')).toEqual([
      { key: 'at', format: 'date-zh', start: 1, end: 13 },
      { key: 'who', start: 14, end: 19 },
    ])
  })
})

describe('checkTemplate', () => {
  const broken = (change: Partial<Template>) => checkTemplate({ ...(receipt as Template), ...change }).map(({ path }) => path)
  const withBlock = (block: TemplateBlock) => broken({ blocks: [...receipt.blocks.slice(0, -1), block, receipt.blocks.at(-1)!] })

  it('finds nothing wrong with a good one', () => expect(checkTemplate(receipt)).toEqual([]))

  it.each<[string, TemplateBlock, string[]]>([
    ['an undeclared placeholder', { block: 'paragraph', text: '{nobody}' }, ['blocks.4.text']],
    ['a format of another kind', { block: 'paragraph', text: '{reader:money-zh}' }, ['blocks.4.text']],
    ['a stray brace', { block: 'paragraph', text: '押金 {deposit} 元}' }, ['blocks.4.text']],
    ['an inherited name', { block: 'paragraph', text: '{toString}' }, ['blocks.4.text']],
    ['rows shown as a text', { block: 'paragraph', text: '{gaps}' }, ['blocks.4.text']],
    ['a row with an undeclared placeholder', { block: 'rows', rows: [{ label: '甲', text: '{nobody}' }] }, ['blocks.4.rows.0.text']],
    ['a table without rows', { block: 'rows', rows: [] }, ['blocks.4.rows']],
    ['a list of something else', { block: 'list', of: 'reader' }, ['blocks.4.of']],
    ['a list of rows without a text', { block: 'list', of: 'gaps' }, ['blocks.4.item']],
    ['an item with a column that is not there', { block: 'list', of: 'gaps', item: '{reader}' }, ['blocks.4.item']],
    ['a condition on nothing', { block: 'heading', text: '一', when: 'nobody' }, ['blocks.4.when']],
    ['a remedy without a court', { block: 'remedies', review: '市政府', court: ' ' }, ['blocks.4.court']],
    ['a second signature', { block: 'signature', organisation: '甲', date: '乙' }, ['blocks']],
  ])('names the path of %s', (_, block, paths) => expect(withBlock(block)).toEqual(paths))

  it('asks for a place for the seal', () => expect(broken({ blocks: receipt.blocks.slice(0, -1) })).toEqual(['seal']))
  it('asks a certificate for a number', () => expect(broken({ kind: 'certificate', number: false })).toEqual(['number']))
  it('keeps the standing fields for itself', () =>
    expect(broken({ fields: { ...receipt.fields, issuedOn: { label: '日期', kind: 'date' } } })).toEqual(['fields.issuedOn']))
  it('refuses a name that cannot be looked up', () => expect(broken({ name: 'Library Receipt' })).toEqual(['name']))
})
