import { indicator } from '#declare'

const seenBy = ['catalogue.manager', 'decision.leader']
const published = { field: 'state', is: 'published' } as const
const answered = { field: 'state', in: ['agreed', 'refused'] } as const
/** A demonstration's target: no figure of this city's own is known here. */
const PLANNED = { value: 60, from: '2016-01-01', source: '演示目标，取自宣城市的信息化规划：2020 年跨部门信息共享需求满足率 60% 以上' }

export const catalogueIndicators = [
  indicator('catalogue.satisfaction', {
    label: '共享满足率',
    about: '当月提出并已答复的用数申请里，同意共享的所占的比例。',
    unit: '%',
    of: 'catalogue.request',
    where: answered,
    share: { field: 'state', is: 'agreed' },
    on: 'askedOn',
    every: 'month',
    by: ['provider'],
    better: 'more',
    targets: [PLANNED],
    seenBy,
  }),
  indicator('catalogue.in-time', {
    label: '用数申请按时答复率',
    about: '当月答复的用数申请里，在答复期限内答复的所占的比例。',
    unit: '%',
    of: 'catalogue.request',
    where: answered,
    share: { field: 'inTime', is: true },
    on: 'answeredOn',
    every: 'month',
    by: ['provider'],
    better: 'more',
    seenBy,
  }),
  indicator('catalogue.open-requests', {
    label: '待答复的用数申请',
    about: '已经提出、还没有答复的用数申请。',
    unit: '件',
    of: 'catalogue.request',
    where: { field: 'state', is: 'open' },
    every: 'now',
    by: ['provider'],
    seenBy,
  }),
  indicator('catalogue.resources', {
    label: '已发布的信息资源',
    about: '目录里已经发布的信息资源。',
    unit: '项',
    of: 'catalogue.resource',
    where: published,
    every: 'now',
    by: ['provider', 'kind', 'share'],
    seenBy,
    open: true,
  }),
  indicator('catalogue.overdue', {
    label: '逾期未更新的信息资源比例',
    about: '已经发布的信息资源里，按更新周期逾期没有更新的所占的比例。',
    unit: '%',
    of: 'catalogue.resource',
    where: published,
    share: { field: 'overdue', is: true },
    every: 'now',
    by: ['provider'],
    better: 'less',
    seenBy,
  }),
]
