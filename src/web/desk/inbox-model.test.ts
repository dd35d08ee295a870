import { describe, expect, it } from 'vitest'
import type { TaskSummary } from '../api/types.ts'
import { facets, grouped, readView, shown, spanOf, writeView, type InboxView } from './inbox-model.ts'

const task = (changes: Partial<TaskSummary>): TaskSummary => ({
  id: '1',
  case: 'c1',
  number: '441802202603020001',
  title: '甲 开办餐饮店',
  matterLabel: '开办餐饮店',
  branch: null,
  branchLabel: null,
  stage: 'check',
  stageLabel: '收件核对',
  organisationName: '窗口',
  region: { id: 'r1', name: '凤城街道' },
  created: '2026-03-02T01:00:00Z',
  closed: null,
  due: '2026-03-09',
  light: 'green',
  claimedBy: null,
  provisional: false,
  ...changes,
})
const view = (changes: Partial<InboxView> = {}): InboxView => ({ ...readView(new URLSearchParams()), ...changes })

describe('the address of the inbox', () => {
  it('says what is shown and nothing that is usual', () => {
    expect(writeView(view())).toBe('')
    const written = writeView(view({ light: 'red', mine: 'nobody', words: '火锅', sort: 'came' }))
    expect(readView(new URLSearchParams(written))).toEqual(view({ light: 'red', mine: 'nobody', words: '火锅', sort: 'came' }))
    expect(readView(new URLSearchParams('light=blue&sort=x&state=?'))).toEqual(view())
  })
})

describe('until when', () => {
  // A Wednesday.
  const today = '2026-03-04'
  it.each([
    [{ due: '2026-03-03', light: 'red' }, 'overdue'],
    [{ due: '2026-03-04', light: 'yellow' }, 'today'],
    [{ due: '2026-03-08', light: 'green' }, 'week'],
    [{ due: '2026-03-09', light: 'green' }, 'later'],
    [{ due: '2026-03-03', light: 'paused' }, 'paused'],
    [{ due: null, light: null }, 'none'],
  ] as const)('%o is %s', (of, span) => {
    expect(spanOf(of, today)).toBe(span)
  })
  it('ends the week with its Sunday, also on that day', () => {
    expect(spanOf({ due: '2026-03-09', light: 'green' }, '2026-03-08')).toBe('later')
    expect(spanOf({ due: '2026-03-08', light: 'green' }, '2026-03-08')).toBe('today')
  })
  it('groups tasks in that order, unless they are sorted otherwise', () => {
    const tasks = [
      task({ id: 'a', due: '2026-03-20' }),
      task({ id: 'b', due: '2026-03-01', light: 'red' }),
      task({ id: 'c', due: null, light: null }),
    ]
    const sorted = shown(tasks, view(), 'me')
    expect(grouped(sorted, view(), today).map(({ span, tasks }) => [span, tasks.map(({ id }) => id)])).toEqual([
      ['overdue', ['b']],
      ['later', ['a']],
      ['none', ['c']],
    ])
    expect(grouped(sorted, view({ sort: 'number' }), today)).toHaveLength(1)
    expect(grouped([], view({ sort: 'number' }), today)).toEqual([])
  })
})

describe('what is shown', () => {
  const tasks = [
    task({ id: 'a', claimedBy: { id: 'me', name: '我' }, created: '2026-03-03T00:00:00Z' }),
    task({ id: 'b', light: 'red', region: { id: 'r2', name: '横荷街道' }, title: '乙 招牌备案', matterLabel: '招牌备案', number: 'B' }),
    task({ id: 'c', claimedBy: { id: 'other', name: '别人' }, due: null, number: 'A' }),
  ]
  const ids = (changes: Partial<InboxView>) => shown(tasks, view(changes), 'me').map(({ id }) => id)
  it('keeps to each filter', () => {
    expect(ids({ light: 'red' })).toEqual(['b'])
    expect(ids({ matter: '招牌备案' })).toEqual(['b'])
    expect(ids({ region: 'r2' })).toEqual(['b'])
    expect(ids({ mine: 'me' })).toEqual(['a'])
    expect(ids({ mine: 'nobody' })).toEqual(['b'])
    expect(ids({ words: '招牌 横荷' })).toEqual(['b'])
    expect(ids({ words: '招牌 凤城' })).toEqual([])
  })
  it('sorts by what is asked for, what has no limit last', () => {
    expect(ids({ sort: 'due' })).toEqual(['b', 'a', 'c'])
    expect(ids({ sort: 'came' })).toEqual(['b', 'c', 'a'])
    expect(ids({ sort: 'number' })[0]).toBe('a')
  })
  it('counts what there is to choose among', () => {
    expect(facets(tasks)).toEqual({
      matters: [
        ['开办餐饮店', 2],
        ['招牌备案', 1],
      ],
      regions: [
        ['r1', '凤城街道', 2],
        ['r2', '横荷街道', 1],
      ],
    })
  })
})
