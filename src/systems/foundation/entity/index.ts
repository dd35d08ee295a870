import { system } from '#declare'
import { entitySteward } from './duties.ts'
import { entityIndicators } from './indicators.ts'
import { entityLayer } from './layers.ts'
import { cooperativeReport, enterpriseReport, individualReport } from './occasions.ts'
import { entities } from './registers.ts'

export default system('entity', {
  label: '法人库',
  about: '全市企业、个体工商户和其他组织的基础信息，以统一社会信用代码为准。',
  domain: 'foundation',
  owner: 'market-regulation',
  rows: ['legal-entity-database'],
  registers: [entities],
  occasions: [cooperativeReport, enterpriseReport, individualReport],
  roles: [entitySteward],
  indicators: entityIndicators,
  layers: [entityLayer],
})
