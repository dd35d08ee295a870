import { choice, date, flag, number, ref, region, register, rows, sequence, text } from '#declare'

/**
 * A department's request for another's data: asked, answered within a limit of working days (政务数据共享条例 arts. 20 and 21). It is written by
 * the acts of the catalogue alone, so that its limit and its answer are what was really done.
 */
export const requests = register('catalogue.request', {
  label: '用数申请',
  about: '一个部门申请使用另一个部门的数据：要哪些信息项、作什么用，何时答复、怎样答复。',
  title: 'number',
  unique: ['number'],
  search: ['number', 'resourceName', 'purpose'],
  list: ['number', 'resourceName', 'recipient', 'askedOn', 'due', 'state'],
  steward: 'government-services',
  share: 'conditional',
  region: 'region',
  organisation: 'provider',
  addedBy: 'actions',
  page: { label: '申请页', at: '/desk/catalogue/requests/{id}' },
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
    askerAccount: text('申请人账户', { max: 40 }),
    askedOn: date('申请日期'),
    limit: number('答复时限', { min: 1, max: 10, unit: '个工作日' }),
    due: date('答复期限'),
    state: choice('状态', { open: '待答复', agreed: '同意共享', refused: '不同意共享', withdrawn: '已撤回' }),
    supplement: text('需要补充的材料', { max: 500, optional: true }),
    supplied: text('补充说明', { max: 1000, optional: true }),
    extension: choice('延长答复', { asked: '报请延长', allowed: '同意延长', denied: '不同意延长' }, { optional: true }),
    extensionDays: number('延长天数', { min: 1, max: 10, unit: '个工作日', optional: true }),
    extensionReason: text('延长理由', { max: 500, optional: true }),
    answeredOn: date('答复日期', { optional: true }),
    answeredBy: text('答复人', { max: 60, optional: true }),
    answer: text('答复意见', { max: 1000, optional: true }),
    inTime: flag('按时答复', { optional: true }),
  },
})
