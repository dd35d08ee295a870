import { expect, it } from 'vitest'
import { namePinyinKeys, pinyinKeys } from './pinyin.ts'
import { commonSurnames, givenNameCharacters, splitName } from './surnames.ts'

it('splitName knows compound surnames and leaves two-character names alone', () => {
  expect(['欧阳小明', '陈小明', '欧阳', '司徒健', '诸葛亮'].map(splitName)).toEqual([
    { surname: '欧阳', given: '小明' },
    { surname: '陈', given: '小明' },
    { surname: '欧', given: '阳' },
    { surname: '司徒', given: '健' },
    { surname: '诸葛', given: '亮' },
  ])
})

it('commonSurnames puts 王 first in the country and 陈 in the north of Guangdong, each surname once', () => {
  const first = (place: 'country' | 'northern-guangdong') => commonSurnames(place).toSorted((a, b) => b.weight - a.weight)[0]?.surname
  expect([first('country'), first('northern-guangdong')]).toEqual(['王', '陈'])
  const surnames = commonSurnames().map(({ surname }) => surname)
  expect(new Set(surnames).size).toBe(surnames.length)
  expect(commonSurnames().every(({ surname, weight }) => /^\p{Script=Han}{1,2}$/u.test(surname) && weight > 0)).toBe(true)
})

it('givenNameCharacters change with the decade', () => {
  expect(givenNameCharacters('male', 1955)).toContain('建')
  expect(givenNameCharacters('female', 2012)).toContain('梓')
  expect(givenNameCharacters('female', 1930)).not.toContain('梓')
  expect(givenNameCharacters('male', 1900).length).toBeGreaterThan(20)
})

it('pinyinKeys gives full pinyin and initials without tones', () => {
  expect(pinyinKeys('清远市第2中学 ABC')).toEqual({ full: 'qingyuanshidi2zhongxueabc', initials: 'qysd2zxabc' })
  expect(pinyinKeys('重庆女')).toEqual({ full: 'chongqingnv', initials: 'cqn' })
  expect(pinyinKeys('')).toEqual({ full: '', initials: '' })
})

it('namePinyinKeys reads surnames as surnames', () => {
  expect(['单雄信', '区小明', '仇英'].map((name) => namePinyinKeys(name).full)).toEqual(['shanxiongxin', 'ouxiaoming', 'qiuying'])
})
