import { renderToStaticMarkup } from 'react-dom/server'
import { MemoryRouter } from 'react-router'
import { describe, expect, it } from 'vitest'
import type { CaseClock, Paper } from '../api/types.ts'
import { Clocks } from './clocks.tsx'
import { Papers } from './papers.tsx'

const clock = (rest: Partial<CaseClock>): CaseClock => ({
  key: 'statutory',
  label: '法定时限',
  branch: null,
  limitDays: 10,
  kind: 'working',
  from: 'acceptance',
  started: '2026-03-02',
  due: '2026-03-16',
  provisional: false,
  state: 'running',
  light: 'green',
  remainingDays: 3,
  waits: [],
  basis: { law: '行政许可法', article: '第四十二条' },
  origin: 'law',
  ...rest,
})
const words = (...clocks: CaseClock[]) => renderToStaticMarkup(<Clocks clocks={clocks} />).replaceAll(/<[^>]*>/g, '')

describe('a limit', () => {
  it('says in words until when, from what, by which law, and how much is left', () => {
    expect(words(clock({}))).toBe('法定时限还剩 3 个工作日2026年3月16日前受理之日起 10 个工作日，行政许可法第四十二条')
    expect(words(clock({ kind: 'calendar', basis: null }))).toBe('法定时限还剩 3 天2026年3月16日前受理之日起 10 日')
  })
  it('says that it is over, due today, stopped or done', () => {
    expect(words(clock({ remainingDays: -2, light: 'red', state: 'late' }))).toContain('已超期 2 个工作日')
    expect(words(clock({ remainingDays: 0, light: 'yellow' }))).toContain('今天到期')
    expect(
      words(clock({ state: 'paused', remainingDays: null, waits: [{ from: '2026-03-03', to: null, ground: '听证', expectedDays: 5 }] })),
    ).toMatch(/计时暂停.*2026年3月3日至现在暂停计时：听证/)
    expect(words(clock({ state: 'done', remainingDays: null }))).toContain('已完成')
  })
  it('says that its day is not certain yet', () => {
    expect(words(clock({ provisional: true }))).toMatch(/（暂[定估]）.*放假安排还没有公布/)
  })
})

describe('a document', () => {
  const paper: Paper = { id: 'i', label: '受理通知书', number: '〔2026〕1号', ready: true, document: 'd', code: 'ABC' }
  const markup = (one: Paper) => renderToStaticMarkup(<MemoryRouter>{<Papers papers={[one]} empty="无" />}</MemoryRouter>)
  it('leads to its PDF and to its verification', () => {
    expect(markup(paper)).toContain('href="/api/documents/d.pdf"')
    expect(markup(paper)).toContain('href="/verify/ABC"')
  })
  it('that is being made has no link yet', () => {
    expect(markup({ ...paper, ready: false, document: null, code: null })).not.toContain('href')
  })
})
