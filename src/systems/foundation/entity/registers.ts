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
  shareCondition: '依法履行职责需要使用登记信息的部门，说明用途和所需字段后使用',
  shareGround: '《政务数据共享条例》第十四条第二项、第十五条第二款',
  cycle: 'daily',
  classed: { base: 'entity' },
  sources: ['市场主体登记', '多证合一备案'],
  quality: {
    filled: ['creditCode', 'name', 'kind', 'industry', 'principalName', 'establishedOn', 'address', 'place'],
    past: ['establishedOn'],
    same: [['name', 'address']],
  },
  base: {
    sources: {
      registration: { label: '市场主体登记', steward: 'market-regulation' },
      tax: { label: '税务登记', steward: 'taxation' },
    },
    order: ['registration', 'tax'],
    own: 'registration',
    verify: ['name', 'principalName'],
  },
  region: 'region',
  holder: 'principal',
  fields: {
    creditCode: creditCode('统一社会信用代码', { open: true }),
    name: text('名称', { max: 100, open: true }),
    kind: choice(
      '类型',
      {
        individual: '个体工商户',
        company: '公司',
        'sole-proprietorship': '个人独资企业',
        cooperative: '农民专业合作社',
        other: '其他',
      },
      { open: true },
    ),
    industry: code('行业', 'industry', { optional: true, open: true }),
    principal: ref('法定代表人（经营者）', 'population.person', { optional: true }),
    principalName: text('法定代表人（经营者）姓名', { says: 'name', max: 50, privacy: 'personal' }),
    capital: money('注册资本', { optional: true, open: true }),
    establishedOn: date('成立日期', { open: true }),
    region: region('所在区划', { open: true }),
    address: text('住所（经营场所）', { max: 200, open: true }),
    place: point('经营场所位置', { optional: true, open: true }),
    scope: text('经营范围', { max: 1000, lines: true, optional: true }),
    state: choice('登记状态', { active: '存续', cancelled: '注销', revoked: '吊销' }, { open: true }),
  },
})
