import { system } from '#declare'
import { generalRoles } from './general/duties.ts'
import { generalMatter } from './general/matters.ts'
import { generalProcedure } from './general/procedure.ts'
import { generalTemplates } from './general/templates.ts'
import { hallIndicators } from './indicators.ts'
import { restaurantActions } from './restaurant/actions.ts'
import { restaurantRoles } from './restaurant/duties.ts'
import { restaurantMatters } from './restaurant/matters.ts'
import { restaurantProcedure } from './restaurant/procedure.ts'
import { restaurantTemplates } from './restaurant/templates/index.ts'

const hall = system('hall', {
  label: '网上办事大厅',
  about: '群众和企业找到事项、一次申请、看到真实进度、拿到证照的地方；各部门在同一个办件里并联审批。',
  domain: 'service',
  owner: 'government-services',
  rows: ['online-service-hall', 'online-approval', 'citizen-enterprise-pages'],
  roles: [...restaurantRoles, ...generalRoles],
  matters: [...restaurantMatters, generalMatter],
  procedures: [restaurantProcedure, generalProcedure],
  templates: [...restaurantTemplates, ...generalTemplates],
  indicators: hallIndicators,
  actions: restaurantActions,
})

export default hall
