import { choice, date, flag, ref, region, register, rows, sequence, text, type Fields } from '#declare'

/** The kind of ask that a request for data is. */
export const DATA_REQUEST = 'catalogue.request'

/** What a request tells the case that answers it: all that it must state (政务数据共享条例 art. 20), and what its limits depend on (arts. 14, 21, 22). */
export const toldOfRequest: Fields = {
  name: text('信息资源名称'),
  resource: ref('目录信息', 'catalogue.resource'),
  items: rows('申请的信息项', { name: text('名称') }),
  purpose: text('使用场景'),
  ground: text('使用依据'),
  until: date('使用期限'),
  share: choice('共享类型', { unconditional: '无条件共享', conditional: '有条件共享' }),
  kept: choice('数据所在', { here: '本平台登记库', elsewhere: '其他系统' }),
}

/**
 * A department's request for another's data, and what came of it (政务数据共享条例 arts. 20 and 21). It is answered in its case; what is written
 * here follows from the moves of that case alone.
 */
export const requests = register('catalogue.request', {
  label: '用数申请',
  about: '一个部门申请使用另一个部门的数据：要哪些信息项、作什么用，何时答复、怎样答复。',
  title: 'number',
  unique: ['number', 'case'],
  search: ['number', 'resourceName', 'purpose'],
  list: ['number', 'resourceName', 'recipient', 'askedOn', 'state'],
  steward: 'government-services',
  share: 'conditional',
  region: 'region',
  organisation: 'provider',
  case: 'case',
  addedBy: 'actions',
  fields: {
    number: sequence('申请编号', { format: 'YS{yyyyMMdd}{0000}' }),
    resource: ref('信息资源', 'catalogue.resource'),
    resourceName: text('信息资源名称', { max: 200 }),
    provider: ref('提供单位', 'identity.organisation'),
    recipient: ref('使用单位', 'identity.organisation'),
    region: region('所属区划'),
    items: rows('信息项', { name: text('名称', { max: 100 }) }, { max: 200 }),
    purpose: text('使用场景', { max: 200 }),
    ground: text('使用依据', { max: 500 }),
    until: date('使用期限'),
    asker: text('申请人', { max: 60 }),
    askedOn: date('申请日期'),
    case: ref('办件', 'cases.case'),
    state: choice('状态', { open: '待答复', agreed: '同意共享', refused: '不同意共享', withdrawn: '已撤回' }),
    answeredOn: date('答复日期', { optional: true }),
    answeredBy: text('答复人', { max: 60, optional: true }),
    answer: text('答复意见', { max: 1000, optional: true }),
    inTime: flag('按时答复', { optional: true }),
  },
})
