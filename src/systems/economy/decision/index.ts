import { system } from '#declare'
import { leader } from './duties.ts'

export default system('decision', {
  label: '决策支持',
  about: '把各系统的实时指标放在一处：按区划看现状和趋势，下钻到构成数字的记录，预测未来并说明误差。',
  domain: 'economy',
  owner: 'statistics',
  rows: ['decision-support'],
  roles: [leader],
})
