import { describe, expect, it } from 'vitest'
import { noticeData, supplementNotice } from '../samples.ts'
import { checkDocumentData, fillTemplate } from './filling.ts'

const standing = { organisation: '清远市市场监督管理局', issuedOn: '2026-03-03', number: '清市监许补〔2026〕12号' }

describe('checkDocumentData', () => {
  const paths = (change: Record<string, unknown>) =>
    checkDocumentData(supplementNotice, { ...noticeData, ...change } as typeof noticeData).map(({ path }) => path)

  it('finds nothing wrong with good data', () => expect(paths({})).toEqual([]))
  it('lets an optional value be absent', () => expect(paths({ remark: undefined })).toEqual([]))
  it.each<[string, Record<string, unknown>, string]>([
    ['a missing value', { applicant: null }, 'applicant'],
    ['a value that the template does not know', { other: 1 }, 'other'],
    ['money with a fraction of a fen', { fee: 1.5 }, 'fee'],
    ['a date that is none', { deadline: '2026-3-1' }, 'deadline'],
    ['a moment without a zone', { receivedAt: '2026-03-02T09:05:00' }, 'receivedAt'],
    ['a text where a list belongs', { gaps: '合同' }, 'gaps'],
    ['a row without a column', { gaps: [{ name: '合同' }] }, 'gaps.0.gap'],
  ])('names the path of %s', (_, change, path) => expect(paths(change)).toEqual([path]))
})

describe('fillTemplate', () => {
  const filled = fillTemplate(supplementNotice, noticeData, standing, 'Asia/Shanghai')

  it('puts values in their formats in the place of placeholders', () => {
    expect(filled.blocks[0]).toEqual({ block: 'recipient', text: '清远市清城区老广味道餐饮有限公司：' })
    expect(filled.blocks[1]).toMatchObject({ text: expect.stringContaining('于2026年3月2日提出的“开办餐饮店‘一件事’”申请收悉') as string })
    expect(filled.blocks.at(-1)).toEqual({ block: 'signature', organisation: '清远市市场监督管理局', date: '2026年3月3日' })
  })
  it('leaves out a row whose value is absent', () =>
    expect(filled.blocks[4]).toEqual({
      block: 'rows',
      rows: [
        { label: '收件时间', text: '2026年3月2日9时05分' },
        { label: '应缴费用', text: '107,000.53元（大写：壹拾万柒仟元零伍角叁分）' },
      ],
    }))
  it('tells both remedies with the limits of the law', () =>
    expect(filled.blocks[5]).toMatchObject({
      text: expect.stringMatching(/六十日内依法向清远市人民政府申请行政复议.*六个月内依法直接向清远市清城区人民法院提起行政诉讼/) as string,
    }))
  it('counts days and hours in the zone that it is given', () => {
    const text = (timezone: string) => JSON.stringify(fillTemplate(supplementNotice, noticeData, standing, timezone).blocks[4])
    expect(text('UTC')).toContain('2026年3月2日1时05分')
  })
})
