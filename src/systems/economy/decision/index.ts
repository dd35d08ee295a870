import { action, ref, system, text } from '#declare'
import { leader } from './duties.ts'
import { scenarios } from './registers.ts'

const { name, question, region, matter, office, startsOn, horizon, dataFrom, dataTo, traces, seed, runs, drivers, results } =
  scenarios.fields

export default system('decision', {
  label: '决策支持',
  about: '把各系统的实时指标放在一处：按区划看现状和趋势，下钻到构成数字的记录，预测未来并说明误差，比较不同假设下办件会怎样。',
  domain: 'economy',
  owner: 'statistics',
  rows: ['decision-support'],
  registers: [scenarios],
  roles: [leader],
  actions: {
    keep: action('留存情景比较', {
      input: { name, question, region, matter, office, startsOn, horizon, dataFrom, dataTo, traces, seed, runs, drivers, results },
      output: { scenario: ref('情景比较', 'decision.scenario'), number: text('编号') },
      roles: [leader.name],
    }),
  },
})
