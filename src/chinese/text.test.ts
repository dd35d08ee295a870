import { expect, it } from 'vitest'
import { normaliseCode, normaliseText } from './text.ts'

it('normaliseText makes letters and spaces half-width and keeps Chinese punctuation', () => {
  expect(normaliseText('　ＡＢＣ１２３　 清远\u200b市，\n好！（东城）＂ ')).toBe('ABC123 清远市， 好！（东城）"')
})

it('normaliseCode drops spaces and hyphens and raises letters', () => {
  expect(normaliseCode(' 7152 6726－x ')).toBe('71526726X')
})
