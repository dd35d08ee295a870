import { expect, test } from 'vitest'
import { address, checkValues, choice, choices, code, date, flag, moment, money, number, period, phone, plate, rows, text } from '#declare'
import { randomFrom } from '../../../city/generate/index.ts'
import { valuesFor } from './filling.ts'

const fields = {
  name: text('名称', { max: 30 }),
  kind: choice('种类', { a: '甲', b: '乙' }),
  several: choices('几种', { a: '甲', b: '乙', c: '丙' }),
  industry: code('行业', 'industry'),
  count: number('人数', { min: 3, max: 9 }),
  fee: money('金额'),
  yes: flag('是否'),
  since: date('日期'),
  at: moment('时间'),
  phone: phone('电话'),
  vehicle: plate('车牌'),
  valid: period('有效期'),
  place: address('地址'),
  trips: rows('车次', { day: date('日期'), vehicle: plate('车牌') }),
}

test('what a demonstration answers is what may be answered', () => {
  const region = '01900000-0000-7000-8000-000000000001'
  const person = { id: region, name: '李某', personId: '11010519491231002X', phone: null, region, address: '北门街 12 号', account: null }
  for (let seed = 1; seed <= 200; seed++) {
    const values = valuesFor(fields, {
      random: randomFrom(`filling ${seed}`),
      today: '2026-03-02',
      applicant: { person },
      matter: '渣土运输核准',
    })
    expect(Object.keys(values)).toEqual(Object.keys(fields))
    expect(checkValues(fields, values), JSON.stringify(values)).toEqual([])
  }
})
