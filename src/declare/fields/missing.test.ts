import { expect, it } from 'vitest'
import { checksInEnglish, openPhrases } from '#chinese'
import {
  checkValues,
  choice,
  choices,
  code,
  date,
  file,
  flag,
  money,
  moment,
  number,
  personId,
  phone,
  point,
  ref,
  region,
  rows,
  text,
} from '../index.ts'

const inEnglish = openPhrases([checksInEnglish], () => undefined)

it.each([
  [choice('经营方式', { shop: '门店', stall: '摊位' }), '请选择“经营方式”', 'Please choose “经营方式”'],
  [choices('经营项目', { hot: '热食', cold: '冷食' }), '请选择“经营项目”', 'Please choose “经营项目”'],
  [flag('堂食'), '请选择“堂食”', 'Please choose “堂食”'],
  [code('行业', 'industry'), '请选择“行业”', 'Please choose “行业”'],
  [region('所在地'), '请选择“所在地”', 'Please choose “所在地”'],
  [ref('法定代表人', 'population.person'), '请选择“法定代表人”', 'Please choose “法定代表人”'],
  [file('照片'), '请上传“照片”', 'Please upload “照片”'],
  [point('位置'), '请标出“位置”', 'Please mark “位置”'],
  [rows('从业人员', { name: text('姓名') }), '请添加“从业人员”', 'Please add “从业人员”'],
  [text('名称'), '请填写“名称”', 'Please fill in “名称”'],
  [date('开业日期'), '请填写“开业日期”', 'Please fill in “开业日期”'],
  [moment('时间'), '请填写“时间”', 'Please fill in “时间”'],
  [number('面积'), '请填写“面积”', 'Please fill in “面积”'],
  [money('资金'), '请填写“资金”', 'Please fill in “资金”'],
  [personId('公民身份号码'), '请填写“公民身份号码”', 'Please fill in “公民身份号码”'],
  [phone('电话'), '请填写“电话”', 'Please fill in “电话”'],
])('whoever leaves $kind empty is asked in the words of how it is answered', (field, chinese, english) => {
  const [problem] = checkValues({ one: field }, {})
  expect(problem).toEqual({ path: 'one', message: chinese })
  expect(inEnglish(problem!.message)).toBe(english)
})
