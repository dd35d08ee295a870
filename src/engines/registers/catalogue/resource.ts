import { choice, creditCode, cycles, date, flag, privacies, ref, region, register, role, rows, shares, text } from '#declare'
import { requests } from './request-register.ts'

/** Formats of resources (《政务信息资源目录编制指南（试行）》, 核心元数据“信息资源格式”). */
export const formats = {
  database: '数据库',
  service: '服务接口',
  spreadsheet: '电子表格',
  document: '电子文件',
  image: '图形图像',
  stream: '流媒体',
  described: '自描述格式',
} as const

/**
 * One information resource of the city, as its catalogue describes it: core metadata of 《政务信息资源目录编制指南（试行）》 (发改高技〔2017〕1272号).
 * Each register of the platform has its entry by itself; what departments hold elsewhere is entered from their inventories. Who may know
 * an entry follows from its state and its opening, in the database.
 */
export const resources = register('catalogue.resource', {
  label: '信息资源目录',
  about: '全市一项信息资源的目录信息：谁提供、有哪些信息项、怎样共享和开放、多久更新。',
  title: 'name',
  unique: ['code', 'register'],
  search: ['name', 'about', 'code'],
  list: ['code', 'name', 'provider', 'share', 'opening', 'cycle', 'state'],
  steward: 'government-services',
  share: 'unconditional',
  cycle: 'monthly',
  region: 'region',
  organisation: 'provider',
  page: { label: '目录页', at: '/desk/catalogue/{id}' },
  fields: {
    code: text('信息资源代码', { max: 60 }),
    name: text('信息资源名称', { max: 200 }),
    kind: choice('信息资源分类', { base: '基础信息资源', theme: '主题信息资源', department: '部门信息资源' }),
    group: text('项', { max: 40, optional: true, help: '基础或主题信息资源的类别' }),
    provider: ref('信息资源提供方', 'identity.organisation', { optional: true }),
    providerCode: creditCode('信息资源提供方代码', { optional: true }),
    region: region('所属区划'),
    about: text('信息资源摘要', { max: 1000, lines: true }),
    format: choice('信息资源格式', formats),
    items: rows(
      '信息项',
      {
        name: text('名称', { max: 100 }),
        type: text('数据类型', { max: 40 }),
        key: text('字段', { max: 80, optional: true }),
        share: choice('共享类型', shares, { optional: true }),
        open: flag('可以开放', { optional: true }),
        privacy: choice('个人信息', privacies, { optional: true }),
      },
      { max: 200 },
    ),
    share: choice('共享类型', shares),
    shareCondition: text('共享条件', { max: 500, optional: true }),
    shareGround: text('共享依据', { max: 500, optional: true, help: '不予共享的，写明法律、行政法规或者国务院决定的依据' }),
    shareWay: text('共享方式', { max: 200, optional: true }),
    opening: choice('开放类型', { open: '无条件开放', conditional: '有条件开放', none: '不予开放' }),
    openCondition: text('开放条件', { max: 500, optional: true }),
    cycle: choice('更新周期', cycles),
    publishedOn: date('发布日期', { optional: true }),
    changedOn: date('最近更新日期', { optional: true, help: '本平台登记库的更新时间由变更日志得出，不必填写' }),
    sources: rows('来源', { source: text('来源', { max: 200 }) }, { optional: true, max: 50 }),
    related: rows('关联资源代码', { code: text('代码', { max: 60 }) }, { optional: true, max: 50 }),
    overdue: flag('逾期未更新', { optional: true, help: '每天按更新周期算出' }),
    register: text('平台登记库', { max: 100, optional: true }),
    state: choice('状态', { draft: '草稿', published: '已发布', withdrawn: '已停用' }),
  },
})

const may = (scope: 'organisation' | 'region') => [
  { register: resources.name, acts: ['read', 'add', 'change', 'end', 'history', 'export'] as const, scope },
  { register: requests.name, acts: ['read', 'history', 'export'] as const, scope },
  { register: 'catalogue.grant', acts: ['read', 'end', 'history', 'export'] as const, scope },
]

/** Keeps the entries of the own organisation, and answers requests for its data. */
export const catalogueSteward = role('catalogue.steward', {
  label: '部门数据专员',
  about: '编制本单位的信息资源目录，答复其他部门的用数申请。',
  may: may('organisation'),
})

/** Keeps the catalogue of a region (目录管理中心). */
export const catalogueManager = role('catalogue.manager', {
  label: '目录管理员',
  about: '管理本区划的信息资源目录，查看各部门的编目、更新和答复情况。',
  may: may('region'),
})
