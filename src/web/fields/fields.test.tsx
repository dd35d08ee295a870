import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { describe, expect, it } from 'vitest'
import {
  address,
  area,
  choice,
  choices,
  code,
  creditCode,
  date,
  file,
  flag,
  formula,
  gapless,
  line,
  moment,
  money,
  number,
  period,
  personId,
  phone,
  picture,
  plate,
  point,
  ref,
  references,
  region,
  rows,
  sequence,
  text,
  type AnyField,
  type FieldKind,
} from '#declare'
import { SessionContext } from '../api/session.tsx'
import { FieldsAsked } from '../forms/fields-asked.tsx'
import { CodesShown } from './codes-shown.ts'
import { FieldCell } from './field-cell.tsx'
import { viewOf } from './index.ts'

const key = '01900000-0000-7000-8000-000000000001'

/** A field and a value of each kind, and the words that a reader must find. */
const samples: Record<FieldKind, { field: AnyField; value: unknown; reads: string }> = {
  text: { field: text('地址'), value: '北门街 12 号', reads: '北门街 12 号' },
  choice: { field: choice('类型', { company: '公司', individual: '个体工商户' }), value: 'individual', reads: '个体工商户' },
  code: { field: code('行业', 'industry'), value: '6210', reads: '6210' },
  number: { field: number('人数', { unit: '人' }), value: 1200, reads: '1,200 人' },
  money: { field: money('注册资本'), value: 12345600, reads: '123,456.00 元' },
  date: { field: date('成立日期'), value: '2026-03-01', reads: '2026年3月1日' },
  moment: { field: moment('时间'), value: '2026-03-01T01:05:00Z', reads: '2026年3月1日 09:05' },
  flag: { field: flag('在营'), value: false, reads: '否' },
  'person-id': { field: personId('公民身份号码'), value: '11010519491231002X', reads: '11010519491231002X' },
  'credit-code': { field: creditCode('统一社会信用代码'), value: '91350211M000100Y43', reads: '91350211M000100Y43' },
  phone: { field: phone('电话'), value: '13800138000', reads: '13800138000' },
  region: { field: region('所在地'), value: key, reads: '清城区' },
  point: { field: point('位置'), value: [113.0513, 23.685], reads: '113.051300, 23.685000' },
  file: { field: file('照片'), value: key, reads: '清城区' },
  ref: { field: ref('法定代表人', 'population.person'), value: key, reads: '清城区' },
  sequence: { field: sequence('编号', { format: '{0000}' }), value: '0007', reads: '0007' },
  rows: {
    field: rows('许可', { name: text('名称'), until: date('有效期至') }),
    value: [{ name: '食品', until: '2029-01-01' }],
    reads: '2029年1月1日',
  },
  plate: { field: plate('车牌号'), value: '粤RD12345', reads: '粤R·D12345' },
  period: { field: period('有效期'), value: { from: '2026-03-01', until: null }, reads: '2026年3月1日起，长期' },
  address: { field: address('住址'), value: { text: '清城区北门街 12 号' }, reads: '清城区北门街 12 号' },
  line: {
    field: line('路线'),
    value: {
      type: 'LineString',
      coordinates: [
        [113, 23],
        [113.1, 23],
      ],
      metres: 10245.25,
    },
    reads: '10,245.3 米',
  },
  area: {
    field: area('范围'),
    value: {
      type: 'Polygon',
      coordinates: [
        [
          [113, 23],
          [113.1, 23],
          [113, 23.1],
          [113, 23],
        ],
      ],
      squareMetres: 5,
    },
    reads: '5 平方米',
  },
  picture: { field: picture('照片'), value: { file: key, alt: '门口的石狮' }, reads: '门口的石狮' },
  references: { field: references('合伙人', 'population.person'), value: [key], reads: '清城区' },
  gapless: { field: gapless('证号', { format: '{0000}' }), value: '0007', reads: '0007' },
  formula: { field: formula('应缴金额', 'fee * 2', { gives: 'money' }), value: 250, reads: '2.50 元' },
}

const session = { actor: null, demo: true, city: null }
const render = (node: ReactNode) =>
  renderToStaticMarkup(
    <QueryClientProvider client={new QueryClient()}>
      <SessionContext value={session}>{node}</SessionContext>
    </QueryClientProvider>,
  )

it('a day that something holds until says that it has no end, unless it is hidden', () => {
  const until = date('有效期至', { optional: true, endless: true })
  expect(render(<FieldCell field={until} value={null} />)).toBe('长期')
  expect(render(<FieldCell field={until} value={null} masked />)).toContain('—')
  expect(render(<FieldCell field={until} value="2026-03-01" />)).toContain('2026年3月1日')
})

describe.each(Object.entries(samples))('the view of %s', (kind, { field, value, reads }) => {
  it('reads a value', () => {
    const markup = render(<FieldCell field={field} value={value} titles={{ [key]: '清城区' }} />)
    expect(markup.replaceAll(/<[^>]*>/g, '')).toContain(reads)
  })

  it('shows an absent value as a dash and a masked one as it came', () => {
    expect(render(<FieldCell field={field} value={null} />)).toContain('—')
    expect(render(<FieldCell field={field} value="***" masked />)).toContain('***')
  })

  it('is asked under its label', () => {
    const markup = render(<FieldsAsked fields={{ one: field }} values={{}} onChange={() => undefined} prefix="p" />)
    if (kind === 'sequence' || kind === 'gapless' || kind === 'formula') return expect(markup).not.toContain(field.label)
    expect(markup).toContain(field.label)
    if (viewOf(field).group?.(field)) expect(markup).toContain('<legend>')
    else {
      expect(markup).toContain('for="p-one"')
      expect(markup).toContain('id="p-one"')
    }
  })

  it('has a filter that its label can name', () => {
    const { Filter } = viewOf(field)
    const markup = render(<Filter id="f" field={field} value={{}} onChange={() => undefined} />)
    // The regions come with the first answer of the server; every other filter stands at once.
    expect(markup.includes('id="f"')).toBe(kind !== 'region')
  })
})

it('a code stands beside its name for whoever works with codes, and alone for nobody', () => {
  const client = new QueryClient()
  client.setQueryData(['codes', 'ethnicity', '01'], { items: [{ code: '01', name: '汉族' }] })
  const cell = <FieldCell field={code('民族', 'ethnicity')} value="01" />
  const words = (shown: boolean) =>
    renderToStaticMarkup(
      <QueryClientProvider client={client}>
        <CodesShown value={shown}>{cell}</CodesShown>
      </QueryClientProvider>,
    ).replaceAll(/<[^>]*>/g, '')
  expect([words(true), words(false)]).toEqual(['汉族 01', '汉族'])
})

describe('a text that leads somewhere', () => {
  const shown = (field: AnyField, value: string, titles?: Record<string, string>) =>
    renderToStaticMarkup(<FieldCell field={field} value={value} titles={titles ?? {}} />)

  it('opens a document for whoever may read it, and never shows its key', () => {
    const field = text('电子文件', { opens: 'document' })
    const mayRead = shown(field, key, { [key]: '食品经营许可证' })
    expect(mayRead).toContain(`href="/api/documents/${key}.pdf"`)
    expect(mayRead.replaceAll(/<[^>]*>/g, '')).toBe('打开电子文件 PDF')
    expect(shown(field, key)).not.toContain(key)
  })

  it('leads from a code to the page that verifies by it', () =>
    expect(shown(text('核验码', { opens: 'verification' }), 'NGPCTKT7UB4QNDUP')).toContain('href="/verify/NGPCTKT7UB4QNDUP"'))
})

describe('questions', () => {
  it('show help, problem and origin, tied to the control', () => {
    const markup = render(
      <FieldsAsked
        fields={{ name: text('名称', { help: '按执照填写', optional: true }) }}
        values={{ name: '满满' }}
        onChange={() => undefined}
        prefix="p"
        problems={[{ path: 'name', message: '不能为空' }]}
        origins={{ name: '法人库' }}
      />,
    )
    expect(markup).toContain('aria-describedby="p-name-help p-name-origin p-name-problem"')
    expect(markup).toContain('aria-invalid="true"')
    expect(markup).toContain('已从“法人库”登记中带出')
    expect(markup).toContain('（选填）')
  })

  it('show a problem inside a row at the row', () => {
    const { field, value } = samples.rows
    const problems = [{ path: 'permits.0.name', message: '名称太长' }]
    const markup = render(
      <FieldsAsked fields={{ permits: field }} values={{ permits: value }} onChange={() => undefined} prefix="p" problems={problems} />,
    )
    expect(markup).toMatch(/-0-name-problem"[^>]*>名称太长/)
  })

  it('offer several answers as boxes to tick', () => {
    const markup = render(
      <FieldsAsked
        fields={{ food: choices('卖什么', { hot: '热食', cold: '冷食' }) }}
        values={{ food: ['cold'] }}
        onChange={() => undefined}
        prefix="p"
      />,
    )
    expect(markup.match(/type="checkbox"/g)).toHaveLength(2)
    expect(markup.match(/checked=""/g)).toHaveLength(1)
  })

  it('write money in yuan', () => {
    const markup = render(
      <FieldsAsked fields={{ capital: money('注册资本') }} values={{ capital: 12350 }} onChange={() => undefined} prefix="p" />,
    )
    expect(markup).toContain('value="123.50"')
  })
})
