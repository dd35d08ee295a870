import {
  address,
  area,
  choice,
  choices,
  code,
  creditCode,
  date,
  file,
  flag,
  formula,
  gapless,
  line,
  moment,
  money,
  number,
  period,
  personId,
  phone,
  picture,
  plate,
  point,
  ref,
  references,
  region,
  register,
  role,
  rows,
  sequence,
  text,
} from '#declare'
import { newKey } from '#kernel/keys'
import { readers } from './declared.ts'

/** Approvals to haul spoil from building sites in a town that does not exist: a register with a field of every kind. */
export const haulage = register('spine.haulage', {
  label: '渣土运输核准',
  title: 'site',
  search: ['site', 'from', 'number', 'photo', 'summary'],
  steward: 'urban-management',
  fields: {
    number: sequence('申请编号', { format: 'ZT{yyyyMMdd}{00000}' }),
    certificate: gapless('核准证号', { format: '清渣〔{yyyy}〕{000}号', on: 'issuedOn' }),
    ledger: gapless('台账序号', { format: '{0000}' }),
    site: text('工地名称', { max: 60 }),
    notes: text('备注', { max: 2000, lines: true, optional: true }),
    secret: text('举报内容', { optional: true, sealed: true, privacy: 'sensitive' }),
    kind: choice('渣土类别', { earth: '弃土', rubble: '弃料' }),
    waste: choices('含有', { brick: '砖', concrete: '混凝土', wood: '木料' }, { optional: true }),
    industry: code('行业', 'industry', { optional: true }),
    volume: number('数量', { unit: '立方米', min: 0 }),
    moisture: number('含水率', { decimals: 2, unit: '%', optional: true }),
    fee: money('处置费', { optional: true }),
    applied: date('申请日期', { optional: true }),
    issuedOn: date('核准日期', { optional: true }),
    left: moment('首车驶出时间', { optional: true }),
    covered: flag('密闭运输'),
    driver: personId('驾驶员身份证号', { optional: true }),
    carrier: creditCode('运输企业', { optional: true }),
    phone: phone('联系电话', { optional: true }),
    place: region('所属区划', { optional: true }),
    gate: point('工地出口', { optional: true }),
    plan: file('运输方案', { optional: true }),
    checker: ref('核查人', readers.name, { optional: true }),
    trips: rows('车次', { day: date('日期'), loads: number('车数'), note: text('说明', { max: 100, optional: true }) }, { optional: true }),
    vehicle: plate('车牌号', { optional: true }),
    valid: period('有效期', { optional: true }),
    from: address('工地地址', { optional: true }),
    route: line('运输路线', { optional: true }),
    dump: area('消纳场范围', { optional: true }),
    photo: picture('工地照片', { optional: true }),
    crew: references('现场人员', readers.name, { optional: true }),
    loads: formula('总车数', 'if trips = null then 0 else sum(trips.loads)', { gives: 'number', unit: '车' }),
    perLoad: formula('每车方量', 'if loads > 0 then volume / loads else null', { gives: 'number', decimals: 2, unit: '立方米' }),
    rate: formula('每方处置费', 'fee / volume', { gives: 'money' }),
    due: formula('应在此日前运完', 'issuedOn + (if kind = "earth" then @"P1M" else @"P30D")', { gives: 'date' }),
    large: formula('需专家论证', 'volume >= 50000 or (kind = "rubble" and volume >= 20000)', { gives: 'flag' }),
    summary: formula('概要', 'site + "，" + (if covered then "密闭" else "敞开")', { gives: 'text' }),
  },
})

export const hauler = role('spine.hauler', {
  label: '渣土核准员',
  about: '办理本区划的渣土运输核准。',
  may: [haulage, readers].map(({ name }) => ({
    register: name,
    acts: ['read', 'add', 'change', 'end', 'unmask', 'export', 'history'] as const,
    scope: 'region' as const,
  })),
})

/** Sees haulage and readers, and nothing personal plainly. */
export const onlooker = role('spine.onlooker', {
  label: '渣土巡查员',
  about: '查看本区划的渣土运输核准，看不到个人信息的明文。',
  may: [{ register: haulage.name, acts: ['read', 'history'], scope: 'region' }],
})

export const codeLists: ReadonlyMap<string, ReadonlyMap<string, string>> = new Map([
  ['industry', new Map([['4819', '其他土木工程建筑施工']])],
])

/** What must be there, and nothing else. */
export const newHaulage = (more: Record<string, unknown> = {}): Record<string, unknown> => ({
  site: '城东安置房二期',
  kind: 'earth',
  volume: 1200,
  covered: true,
  ...more,
})

/** A value of every kind that may be written but keys of others. */
export const fullHaulage = {
  ...newHaulage(),
  notes: '夜间运输，不得超载。',
  secret: '超载两车',
  waste: ['brick', 'wood'],
  industry: '4819',
  moisture: 12.25,
  fee: 360000,
  applied: '2026-03-02',
  left: '2026-03-06T14:05:00.000Z',
  driver: '11010519491231002X',
  carrier: '91110000802100433B',
  phone: '13800138000',
  place: newKey(),
  gate: [113.0513, 23.685],
  plan: newKey(),
  trips: [{ day: '2026-03-06', loads: 12, note: '第一天' }],
  vehicle: '粤RD12345',
  valid: { from: '2026-03-06', until: '2026-09-05' },
  from: { text: '清远市清城区凤城街道北门街12号', region: newKey(), at: [113.0513, 23.685] },
  route: {
    type: 'LineString',
    coordinates: [
      [113.05, 23.68],
      [113.06, 23.68],
      [113.06, 23.69],
    ],
  },
  dump: {
    type: 'Polygon',
    coordinates: [
      [
        [113.1, 23.7],
        [113.11, 23.7],
        [113.11, 23.71],
        [113.1, 23.71],
        [113.1, 23.7],
      ],
    ],
  },
} as const satisfies Record<string, unknown>
