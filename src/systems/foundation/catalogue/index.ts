import { system } from '#declare'
import { catalogueIndicators } from './indicators.ts'
import { objectionMatter, objectionProcedure, objectionTemplates } from './objection.ts'

export default system('catalogue', {
  label: '政务信息资源目录',
  about: '全市各部门有哪些数据、由谁提供、怎样共享和开放；部门之间申请用数，限时答复，按授权使用。',
  domain: 'foundation',
  owner: 'government-services',
  rows: ['resource-catalogue'],
  matters: [objectionMatter],
  procedures: [objectionProcedure],
  templates: objectionTemplates,
  indicators: catalogueIndicators,
})
