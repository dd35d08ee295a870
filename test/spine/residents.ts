import { choice, date, formula, personId, phone, register, role, rows, text } from '#declare'

/** A base register of people in a town that does not exist, with a source for everything. */
export const residents = register('spine.resident', {
  label: '居民',
  title: 'name',
  unique: ['personId'],
  search: ['name', 'address'],
  steward: 'public-security',
  holder: 'id',
  base: {
    sources: {
      police: { label: '户籍登记', steward: 'public-security' },
      housing: { label: '居住登记', steward: 'housing' },
      health: { label: '健康档案', steward: 'health' },
    },
    order: ['police', 'housing', 'health'],
    orders: { phone: ['health', 'housing', 'steward', 'police'], address: ['housing', 'police', 'health'] },
    own: 'police',
    verify: ['birthDate'],
    person: { name: 'name', birthDate: 'birthDate', sex: 'sex', address: 'address', phone: 'phone' },
  },
  fields: {
    name: text('姓名', { max: 50, privacy: 'personal' }),
    personId: personId('公民身份号码', { optional: true }),
    sex: choice('性别', { '1': '男', '2': '女' }, { optional: true, privacy: 'personal' }),
    birthDate: date('出生日期', { optional: true, privacy: 'personal' }),
    address: text('住址', { max: 200, optional: true, privacy: 'personal' }),
    phone: phone('手机', { optional: true }),
    family: rows('家人', { name: text('姓名', { max: 20 }) }, { optional: true }),
    card: formula('称呼', 'name + "，" + (if sex = "1" then "先生" else "女士")', { gives: 'text', privacy: 'personal' }),
  },
})

export const registrar = role('spine.registrar', {
  label: '登记员',
  about: '管理本区划的居民。',
  may: [{ register: residents.name, acts: ['read', 'add', 'change', 'end', 'unmask', 'export', 'history'], scope: 'region' }],
})
export const passer = role('spine.passer', {
  label: '路人',
  about: '查看本区划的居民，看不到个人信息的明文。',
  may: [{ register: residents.name, acts: ['read'], scope: 'region' }],
})
