import { choice, code, creditCode, date, money, point, ref, region, register, text } from '#declare'

/** An enterprise, a self-employed business or another organisation, known by its unified social credit code (GB 32100). */
export const entities = register('entity.entity', {
  label: '市场主体',
  about: '一个法人或其他组织的登记信息。',
  title: 'name',
  unique: ['creditCode'],
  search: ['name', 'creditCode', 'address'],
  list: ['creditCode', 'name', 'kind', 'industry', 'region', 'state'],
  steward: 'market-regulation',
  share: 'conditional',
  region: 'region',
  holder: 'principal',
  fields: {
    creditCode: creditCode('统一社会信用代码'),
    name: text('名称', { max: 100 }),
    kind: choice('类型', {
      individual: '个体工商户',
      company: '公司',
      'sole-proprietorship': '个人独资企业',
      cooperative: '农民专业合作社',
      other: '其他',
    }),
    industry: code('行业', 'industry', { optional: true }),
    principal: ref('法定代表人（经营者）', 'population.person', { optional: true }),
    principalName: text('法定代表人（经营者）姓名', { max: 50, privacy: 'personal' }),
    capital: money('注册资本', { optional: true }),
    establishedOn: date('成立日期'),
    region: region('所在区划'),
    address: text('住所（经营场所）', { max: 200 }),
    place: point('经营场所位置', { optional: true }),
    scope: text('经营范围', { max: 1000, lines: true, optional: true }),
    state: choice('登记状态', { active: '存续', cancelled: '注销', revoked: '吊销' }),
  },
})
