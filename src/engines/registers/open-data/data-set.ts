import { choice, cycles, ref, region, register, text } from '#declare'

/** The twelve fields in which the city's plan opens data first (《清远市国民经济和社会信息化“十三五”规划》: 信用、医疗……环境). */
export const openThemes = {
  credit: '信用',
  medical: '医疗',
  health: '卫生',
  employment: '就业',
  'social-security': '社保',
  finance: '金融',
  education: '教育',
  weather: '气象',
  culture: '文化',
  geography: '地理',
  science: '科技',
  environment: '环境',
} as const

/** Terms under which data is given away: the platform's own, and two licences of Creative Commons. */
export const openLicences = {
  'open-terms': '开放数据利用许可（可自由利用，须注明来源）',
  'cc-by-4.0': '知识共享 署名 4.0 国际（CC BY 4.0）',
  'cc0-1.0': '知识共享 公有领域贡献 1.0（CC0 1.0）',
} as const
export type OpenLicence = keyof typeof openLicences

/** A data set that the city gives to everybody: what it is, whose, under which terms. Its content are its versions. */
export const dataSets = register('open.data-set', {
  label: '开放数据集',
  about: '向社会开放的一个数据集：是什么、谁提供、按什么许可使用、多久更新；内容在它的各个版本里。',
  title: 'title',
  unique: ['code'],
  search: ['title', 'about', 'keywords'],
  list: ['title', 'theme', 'provider', 'cycle', 'state'],
  steward: 'government-services',
  share: 'unconditional',
  class: 'public',
  cycle: 'irregular',
  region: 'region',
  organisation: 'provider',
  page: { label: '编制与版本', at: '/desk/open/{id}', act: 'change' },
  fields: {
    code: text('地址名', { max: 60, open: true, help: '小写字母、数字和短横线，是下载地址的一部分，如 catering-permits' }),
    title: text('名称', { max: 100, open: true }),
    about: text('说明', { max: 2000, lines: true, open: true }),
    theme: choice('领域', openThemes, { open: true }),
    keywords: text('关键词', { max: 200, optional: true, open: true, help: '用顿号分开' }),
    provider: ref('提供单位', 'identity.organisation', { open: true }),
    region: region('所属区划', { open: true }),
    licence: choice('使用许可', openLicences, { open: true }),
    cycle: choice('更新周期', cycles, { open: true }),
    contact: text('联系方式', { max: 100, open: true, help: '单位的公开电话或信箱，不写个人的' }),
    state: choice('状态', { draft: '未发布', published: '已开放', ended: '停止更新' }, { open: true }),
  },
})
