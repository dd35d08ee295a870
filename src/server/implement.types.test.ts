import { describe, expect, it } from 'vitest'
import { action, flag, number, system, text } from '#declare'
import { implement } from './index.ts'

const library = system('library', {
  label: '图书馆',
  about: '借书。',
  domain: 'example',
  owner: 'culture-tourism',
  rows: [],
  actions: {
    lend: action('借出', { input: { title: text('书名'), days: number('天数', { optional: true }) }, output: { due: text('应还日') } }),
    close: action('闭馆', { input: {}, output: { closed: flag('已闭馆') } }),
  },
})

describe('implement', () => {
  it('joins code to every declared action by its name', () => {
    const made = implement(library, {
      lend: async (_context, input) => ({ due: input.title.slice(0, input.days ?? 30) }),
      close: async () => ({ closed: true }),
    })
    expect(made.system).toBe(library)
    expect(Object.keys(made.code)).toEqual(Object.keys(library.actions))
  })

  it('does not compile where code is missing, too much, or of another shape', () => {
    const close = async () => ({ closed: true })
    const lend = async () => ({ due: '2026-03-02' })
    const wrong = [
      // @ts-expect-error lend has no code
      implement(library, { close }),
      // @ts-expect-error nobody declared burn
      implement(library, { close, lend, burn: close }),
      // @ts-expect-error lend gives back a day
      implement(library, { close, lend: async () => ({ due: 30 }) }),
      // @ts-expect-error there is no such input
      implement(library, { close, lend: async (_context, input) => ({ due: input.name }) }),
      // @ts-expect-error days may be absent
      implement(library, { close, lend: async (_context, input) => ({ due: input.days.toFixed(0) }) }),
    ]
    expect(wrong).toHaveLength(5)
  })
})
