import { choice, code, date, moment, number, personId, point, ref, region, register, rows, text } from '#declare'
import { regionActs } from './region-acts/register.ts'

/** An administrative region for a period: codes are reused, names and parents change, the key stays. */
export const regions = register('identity.region', {
  label: '行政区划',
  about: '一个行政区划在一段时间内的代码、名称和上级。',
  title: 'name',
  search: ['name', 'code'],
  list: ['code', 'name', 'level', 'place'],
  steward: 'civil-affairs',
  share: 'unconditional',
  class: 'public',
  effective: true,
  unique: ['code'],
  fields: {
    code: text('代码', { max: 12, open: true }),
    name: text('名称', { max: 60, open: true }),
    level: choice(
      '级别',
      { province: '省', city: '市', county: '县（市、区）', town: '乡镇（街道）', village: '村（社区）' },
      { open: true },
    ),
    parent: region('上级', { optional: true }),
    path: text('路径', { max: 100 }),
    settlement: code('城乡分类', 'settlement', { optional: true }),
    place: point('驻地', { optional: true, open: true }),
  },
})

/** An organ of government, a public institution or another body with posts. */
export const organisations = register('identity.organisation', {
  label: '机构',
  about: '有岗位、承担职责的政府部门或单位。',
  title: 'name',
  search: ['name', 'shortName'],
  list: ['name', 'function', 'region', 'parent'],
  steward: 'staffing',
  share: 'unconditional',
  class: 'public',
  region: 'region',
  unique: ['name'],
  page: { label: '管理', at: '/desk/organisations/{id}', act: 'change' },
  fields: {
    name: text('名称', { max: 100, open: true }),
    shortName: text('简称', { max: 40, open: true }),
    function: text('职能', { max: 40, help: '用于按职能找到本地的主管部门，如 market-regulation' }),
    level: choice('层级', { city: '市级', county: '县级', town: '乡镇级', village: '村级' }),
    region: region('所辖区划'),
    parent: ref('上级机构', 'identity.organisation', { optional: true }),
  },
})

/** A post in an organisation; duties are given to posts, and people hold posts. */
export const posts = register('identity.post', {
  label: '岗位',
  about: '机构里的一个岗位；职责授予岗位，人员任职于岗位。',
  title: 'name',
  search: ['name'],
  steward: 'staffing',
  class: 'public',
  organisation: 'organisation',
  region: 'region',
  fields: {
    name: text('名称', { max: 60 }),
    organisation: ref('机构', 'identity.organisation'),
    region: region('所在区划'),
  },
})

/**
 * A way to sign in: of a citizen, or of somebody who holds posts. Whose it is: by number wherever two people are needed, and by `person`
 * whose own records it opens, which only a window that saw a document says (`proof`).
 */
export const accounts = register('identity.account', {
  label: '账户',
  about: '登录用的账户；群众的账户连到自然人库里的本人，工作人员的账户登记本人的公民身份号码。',
  title: 'name',
  search: ['login', 'name'],
  list: ['login', 'name', 'proof'],
  steward: 'government-services',
  share: 'none',
  unique: ['login'],
  holder: 'person',
  page: { label: '管理', at: '/desk/accounts/{id}', act: 'change' },
  fields: {
    login: text('账号', { max: 60 }),
    name: text('姓名', { says: 'name', max: 60, privacy: 'personal' }),
    person: ref('本人', 'population.person', { optional: true }),
    number: personId('公民身份号码', { optional: true }),
    proof: choice(
      '实名核验',
      {
        'identity-card': '窗口核验居民身份证原件',
        'temporary-card': '窗口核验临时居民身份证原件',
        'household-register': '窗口核验居民户口簿原件',
      },
      { optional: true },
    ),
    provedBy: ref('核验人', 'identity.account', { optional: true }),
    provedAt: moment('核验时间', { optional: true }),
  },
})

/** Who holds which post, from when until when. */
export const holdings = register('identity.holding', {
  label: '任职',
  about: '某个账户在一段时间内担任某个岗位。',
  title: 'post',
  steward: 'staffing',
  share: 'none',
  unique: [['account', 'post']],
  fields: {
    account: ref('账户', 'identity.account'),
    post: ref('岗位', 'identity.post'),
    since: date('任职日期'),
    until: date('离任日期', { optional: true }),
  },
})

/** A duty: role × post × region. */
export const duties = register('identity.duty', {
  label: '职责授权',
  about: '把一个角色授予一个岗位，在一个区划内有效。',
  title: 'role',
  steward: 'staffing',
  share: 'none',
  region: 'region',
  unique: [['role', 'post', 'region']],
  fields: {
    role: text('角色', { max: 60 }),
    post: ref('岗位', 'identity.post'),
    region: region('区划范围'),
    order: number('次序', { optional: true, min: 0, max: 1000 }),
  },
})

/**
 * What one person lets another do in the own name 委托代理: which matters, until when. It counts once the agent has taken it
 * (民法典 arts. 161, 165: the mandate names the agent, the matters and the term; art. 173: it ends with the term or when either ends it).
 */
export const proxies = register('identity.proxy', {
  label: '委托代理',
  about: '一个人委托另一个人以自己（或自己的市场主体）的名义办事。',
  title: 'agentName',
  steward: 'government-services',
  share: 'none',
  holder: 'principal',
  fields: {
    principal: ref('委托人', 'population.person'),
    principalName: text('委托人姓名', { says: 'name', max: 60, privacy: 'personal' }),
    entity: ref('委托的市场主体', 'entity.entity', { optional: true }),
    entityName: text('市场主体名称', { max: 200, optional: true }),
    agentName: text('受托人姓名', { says: 'name', max: 60, privacy: 'personal' }),
    agentNumber: personId('受托人公民身份号码'),
    agent: ref('受托人', 'population.person', { optional: true }),
    matters: rows('委托事项', { matter: text('事项', { max: 100 }) }, { optional: true, max: 50 }),
    case: ref('委托的办件', 'cases.case', { optional: true }),
    since: date('自'),
    until: date('至'),
    state: choice('状态', { offered: '待受托人接受', accepted: '有效', declined: '受托人未接受', ended: '已终止' }),
  },
})

export const identityRegisters = [regions, regionActs, organisations, posts, accounts, holdings, duties, proxies]
