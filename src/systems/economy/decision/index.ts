import { action, ref, system, text } from '#declare'
import { leader } from './duties.ts'
import { scenarios } from './registers.ts'

// Whoever keeps one is known, and so is the day; the number is given.
const { number: _number, author: _author, comparedOn: _comparedOn, ...kept } = scenarios.fields

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
      input: kept,
      output: { scenario: ref('情景比较', 'decision.scenario'), number: text('编号') },
      roles: [leader.name],
    }),
  },
})
