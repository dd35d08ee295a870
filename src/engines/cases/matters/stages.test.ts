import { expect, it } from 'vitest'
import { stagesOf } from './stages.ts'

it('a matter belongs to a stage of a life, of a business, of both or of none', () => {
  expect(stagesOf('《出生医学证明》首次签发', ['person'])).toEqual(['birth'])
  expect(stagesOf('企业职工基本养老保险提前退休申请', ['person', 'enterprise'])).toEqual(['retirement'])
  expect(stagesOf('营业执照注销', ['enterprise'])).toEqual(['closing'])
  expect(stagesOf('设立登记', ['person', 'enterprise'])).toEqual(['setting-up'])
  expect(stagesOf('设立登记', ['person'])).toEqual([])
})
