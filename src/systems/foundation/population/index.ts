import { system } from '#declare'
import { populationIndicators } from './indicators.ts'
import { residentsLayer } from './layers.ts'
import { identityCard, residentsPension, schoolAge } from './occasions.ts'
import { persons, residences } from './registers.ts'
import { populationSteward } from './duties.ts'

export default system('population', {
  label: '自然人库',
  about: '全市自然人的基础信息，各部门一次提供、共同使用；本人可以查看自己的信息并请求更正。',
  domain: 'foundation',
  owner: 'public-security',
  rows: ['natural-person-database'],
  registers: [persons, residences],
  occasions: [identityCard, residentsPension, schoolAge],
  roles: [populationSteward],
  indicators: populationIndicators,
  layers: [residentsLayer],
})
