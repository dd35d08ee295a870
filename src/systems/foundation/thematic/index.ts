import { system } from '#declare'

export default system('thematic', {
  label: '业务信息资源库',
  about: '宏观调控、社会管理、公共服务的专题数据库：按模板一次建成目录、表单、导入、质量规则和接口，由各数源部门维护。',
  domain: 'foundation',
  owner: 'government-services',
  rows: ['business-resource-databases'],
})
