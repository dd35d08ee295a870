import { system } from '#declare'
import { answerer, approver, publisher } from './duties.ts'
import { mistake, wish } from './matters.ts'
import { request } from './procedures.ts'

export default system('open', {
  label: '公共数据开放',
  about: '把登记库里可以开放的数据检查、审核后向社会公布：可下载、可引用、版本不变。',
  domain: 'foundation',
  owner: 'government-services',
  rows: ['open-data-platform'],
  roles: [publisher, approver, answerer],
  matters: [wish, mistake],
  procedures: [request],
})
