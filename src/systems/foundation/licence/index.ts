import { system } from '#declare'
import { licenceSteward } from './duties.ts'
import { licenceIndicators } from './indicators.ts'
import { certificatesLayer } from './layers.ts'
import { foodPermitEnds, licenceEnds } from './occasions.ts'
import { certificates } from './registers.ts'

export default system('licence', {
  label: '电子证照库',
  about: '审批签发的电子证照：可核验、可共享、可撤销，到期自动失效。',
  domain: 'foundation',
  owner: 'government-services',
  rows: ['e-licence-database'],
  registers: [certificates],
  occasions: [foodPermitEnds, licenceEnds],
  roles: [licenceSteward],
  indicators: licenceIndicators,
  layers: [certificatesLayer],
})
