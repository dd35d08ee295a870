import { expect, it } from 'vitest'
import { form, text } from '#declare'
import { titleOf } from './open.ts'

const asked = form('申请表', { sections: { shop: { label: '店', fields: { name: text('店名') } } }, subject: 'name' })

it('the title of a case says who, what, and what it is about, by which two of one applicant differ', () => {
  const matter = { label: '开办餐饮店', form: asked }
  expect(titleOf('张三', matter, { name: ' 北江\n一路的面馆 ' })).toBe('张三 开办餐饮店 · 北江 一路的面馆')
  expect(titleOf('张三', matter, { name: '面'.repeat(31) })).toBe(`张三 开办餐饮店 · ${'面'.repeat(29)}…`)
  expect(titleOf('张三', matter, {})).toBe('张三 开办餐饮店')
  expect(titleOf('张三', { label: '办理借书证' }, { name: '面馆' })).toBe('张三 办理借书证')
})
