import { expect, it } from 'vitest'
import { wordsOf } from './kept-words.tsx'

it('parts a title between words, and leaves brackets, numbers and single characters with what they belong to', () => {
  expect(wordsOf('80周岁以上老年人高龄津贴发放')).toEqual(['80周岁', '以上', '老年人', '高龄', '津贴', '发放'])
  expect(wordsOf('食品经营许可（餐饮服务）新办')).toEqual(['食品', '经营', '许可', '（餐饮', '服务）', '新办'])
  expect(wordsOf('开办餐饮店“一件事”')).toEqual(['开办', '餐饮店', '“一件事”'])
  expect(wordsOf('李军新 开办').at(0)).toBe('李军新')
})
