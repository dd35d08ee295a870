import { choice, code, date, personId, phone, ref, region, register, text } from '#declare'

/** A natural person, known by identity number (GB 11643). The person is the holder of the record. */
export const persons = register('population.person', {
  label: '自然人',
  about: '一个自然人的基础信息。',
  title: 'name',
  unique: ['personId'],
  search: ['name', 'address'],
  list: ['name', 'sex', 'birthDate', 'personId', 'region', 'address'],
  steward: 'public-security',
  share: 'conditional',
  shareCondition: '依法履行职责确需使用的部门，说明用途和所需字段，经公安机关同意后使用',
  shareGround: '《中华人民共和国个人信息保护法》第十三条、第三十四条',
  cycle: 'daily',
  classed: { base: 'population' },
  sources: ['公安户籍登记', '居住登记', '各县（市、区）人口信息登记'],
  quality: {
    filled: ['name', 'sex', 'birthDate', 'ethnicity', 'address', 'householdNumber'],
    past: ['birthDate'],
    same: [['name', 'birthDate', 'address']],
  },
  base: {
    sources: {
      registration: { label: '公安户籍登记', steward: 'public-security' },
      residence: { label: '居住登记', steward: 'public-security' },
      insurance: { label: '基本医疗保险参保登记', steward: 'medical-insurance' },
      health: { label: '居民健康档案', steward: 'health' },
    },
    order: ['registration', 'residence', 'insurance', 'health'],
    orders: {
      address: ['residence', 'registration', 'insurance', 'health'],
      region: ['residence', 'registration', 'insurance', 'health'],
      phone: ['insurance', 'health', 'residence', 'registration'],
    },
    own: 'registration',
    verify: ['name', 'birthDate', 'sex'],
    person: { name: 'name', birthDate: 'birthDate', sex: 'sex', address: 'address', phone: 'phone' },
  },
  region: 'region',
  holder: 'id',
  fields: {
    name: text('姓名', { says: 'name', max: 50, privacy: 'personal' }),
    personId: personId('公民身份号码'),
    sex: choice('性别', { '1': '男', '2': '女' }, { privacy: 'personal' }),
    birthDate: date('出生日期', { privacy: 'personal' }),
    ethnicity: code('民族', 'ethnicity', { optional: true, privacy: 'personal' }),
    householdNumber: text('户号', { max: 30, optional: true, privacy: 'personal' }),
    region: region('居住地'),
    address: text('住址', { says: 'address', max: 200, privacy: 'personal' }),
    phone: phone('手机', { optional: true }),
  },
})

/** Where a natural person lived, from when until when: one home at a time. */
export const residences = register('population.residence', {
  label: '居住经历',
  about: '一个自然人在一段时间内的居住地。',
  title: 'address',
  list: ['person', 'region', 'address'],
  steward: 'public-security',
  share: 'conditional',
  shareCondition: '依法履行职责确需使用的部门，说明用途和所需字段，经公安机关同意后使用',
  shareGround: '《中华人民共和国个人信息保护法》第十三条、第三十四条',
  cycle: 'daily',
  classed: { base: 'population' },
  region: 'region',
  holder: 'person',
  effective: 'person',
  fields: {
    person: ref('本人', 'population.person', { privacy: 'personal' }),
    region: region('居住地'),
    address: text('住址', { says: 'address', max: 200, privacy: 'personal' }),
  },
})
