import { renderToStaticMarkup } from 'react-dom/server'
import { MemoryRouter } from 'react-router'
import { describe, expect, it } from 'vitest'
import { SessionContext } from '../api/session.tsx'
import type { CaseClock, CaseMove, Paper, SessionActor } from '../api/types.ts'
import { citationOf } from './citation.ts'
import { Clocks } from './clocks.tsx'
import { Consequences } from './consequences.tsx'
import { Moves } from './moves.tsx'
import { Papers } from './papers.tsx'

const clock = (rest: Partial<CaseClock>): CaseClock => ({
  key: 'statutory',
  label: '法定时限',
  branch: null,
  limitDays: 10,
  kind: 'working',
  from: 'acceptance',
  started: '2026-03-02',
  ended: null,
  extended: 0,
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
  it('names to the public the law alone where nobody has read the article, and to officers that it is so', () => {
    const unread = clock({ basis: { law: '食品经营许可和备案管理办法', article: '条款号未核', verified: false } })
    expect(words(unread)).toBe('法定时限还剩 3 个工作日2026年3月16日前受理之日起 10 个工作日，食品经营许可和备案管理办法')
    const session = { actor: { kind: 'post' } as SessionActor, demo: true, city: null }
    const atDesk = renderToStaticMarkup(
      <SessionContext value={session}>
        <Clocks clocks={[unread]} />
      </SessionContext>,
    )
    expect(atDesk).toContain('食品经营许可和备案管理办法条款号未核')
    expect(citationOf({ law: '甲法', article: '第三条', says: '据说', verified: false }, false)).toEqual({
      law: '甲法',
      article: '',
      says: '',
    })
    expect(citationOf({ law: '乙法', article: '转引，条款号未核', says: '十日', verified: true }, false)).toEqual({
      law: '乙法',
      article: '',
      says: '十日',
    })
    expect(citationOf({ law: '丙法', article: '第三条', says: '十日', verified: true }, false)).toEqual({
      law: '丙法',
      article: '第三条',
      says: '十日',
    })
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

describe('an act of the applicant', () => {
  const told = (as: string) =>
    renderToStaticMarkup(
      <Consequences view={{ organisation: { id: 'o', name: '清城区政务服务数据管理局' } }} act={{ as, label: '撤回申请' }} />,
    ).replaceAll(/<[^>]*>/g, ' ')
  it('that takes the application back says what ends, what stays, what can be done again, and of fees and limits', () => {
    const words = told('withdraw')
    expect(words).toContain('撤回申请以后会怎样')
    for (const part of [
      '到此结束',
      '办理时限不再计算',
      '留在办件记录里',
      '以后还可以申请',
      '没有收过费',
      '清城区政务服务数据管理局',
      '不能再撤回',
    ])
      expect(words).toContain(part)
  })
  it('that hands in a supplement says that it is final', () => expect(told('resubmit')).toContain('不能再改'))
})

describe('the history of a case', () => {
  const move = (n: number): CaseMove => ({
    id: `m${n}`,
    at: `2026-03-${String(1 + Math.floor(n / 2)).padStart(2, '0')}T0${n % 2}:05:00Z`,
    branch: null,
    branchLabel: null,
    stageLabel: '审查',
    act: 'a',
    actLabel: `第${n}步`,
    legal: null,
    said: [],
    organisationName: null,
    postName: null,
    actorName: '冯志坚',
    who: '冯志坚',
    instruments: [],
  })
  const shown = (count: number) =>
    renderToStaticMarkup(<Moves view={{ moves: Array.from({ length: count }, (_, n) => move(n)), instruments: [] }} />)
  it('stands under its days, each once, with the time alone at each act', () => {
    const markup = shown(4)
    expect(markup.match(/<h3>[^<]*<\/h3>/g)).toEqual(['<h3>2026年3月2日</h3>', '<h3>2026年3月1日</h3>'])
    expect(markup.match(/<time[^>]*>[^<]*/g)!.map((one) => one.replace(/.*>/, ''))).toEqual(['09:05', '08:05', '09:05', '08:05'])
  })
  it('that is short is all in sight; of a long one the last five are, and the rest opens without scripts', () => {
    expect(shown(8)).not.toContain('<details')
    const [sight = '', folded = ''] = shown(12).split('<details')
    expect(sight.match(/第\d+步/g)).toEqual(['第11步', '第10步', '第9步', '第8步', '第7步'])
    expect(folded.match(/第\d+步/g)).toHaveLength(7)
    expect(folded).toContain('更早的 7 步（2026年3月1日至2026年3月4日）')
  })
})
