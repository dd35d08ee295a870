import { date, number, ref, region, register, sequence, text } from '#declare'

/**
 * A comparison of scenarios that somebody kept: everything that it takes to make it again, and what came of it then. The same scope, first
 * day, drivers, seed and number of runs give the same result as long as the past is not corrected.
 */
export const scenarios = register('decision.scenario', {
  label: '情景比较',
  about: '一次留存的情景比较：假设、数据时段、随机种子和当时的结果，可以照样重算。',
  title: 'name',
  search: ['name', 'question'],
  list: ['number', 'name', 'author', 'comparedOn', 'region', 'horizon'],
  unique: ['number'],
  steward: 'statistics',
  share: 'none',
  region: 'region',
  addedBy: 'actions',
  page: { label: '照样重算', at: '/cockpit/scenarios?kept={id}', reads: ['matter', 'seed', 'drivers', 'results'] },
  fields: {
    number: sequence('编号', { format: 'QJ{yyyy}{0000}' }),
    name: text('名称', { max: 80 }),
    question: text('要回答的问题', { max: 400, optional: true, lines: true }),
    author: text('留存人', { max: 60 }),
    comparedOn: date('留存日期'),
    region: region('区划'),
    within: text('推演范围', { max: 400, optional: true }),
    matter: text('事项标识', { max: 100, optional: true }),
    office: ref('承办机关', 'identity.organisation', { optional: true }),
    startsOn: date('基准日', { help: '这一天起的情况当作不知道' }),
    horizon: number('推演天数', { min: 30, max: 365, unit: '天' }),
    dataFrom: date('数据起'),
    dataTo: date('数据止'),
    traces: number('数据件数', { min: 0, unit: '件' }),
    seed: number('随机种子', { min: 0 }),
    runs: number('推演次数', { min: 5, max: 100, unit: '次' }),
    assumed: text('假设', { max: 6000, optional: true, lines: true }),
    found: text('当时的结果', { max: 6000, optional: true, lines: true }),
    drivers: text('重算用的假设', { max: 6000, lines: true, help: '每个情景改了什么，机器可读' }),
    results: text('核对用的结果', { max: 6000, lines: true, help: '每个情景的平均数，机器可读' }),
  },
})
