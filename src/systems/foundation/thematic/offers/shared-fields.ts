import { creditCode, date, money, personId, phone, point, region, text } from '#declare'

/** Fields that several thematic databases have, each declared once, with what it is called in English. */
export const place = [region('所属区划'), 'Region'] as const
export const creditCodeField = [creditCode('统一社会信用代码'), 'Credit code'] as const
export const creditCodeIfAny = [creditCode('统一社会信用代码', { optional: true }), 'Credit code'] as const
export const enterprise = [text('企业名称', { max: 200 }), 'Enterprise'] as const
export const registration = [text('登记编号', { max: 40 }), 'Registration number'] as const
export const personName = [text('姓名', { max: 50, privacy: 'personal' }), 'Name'] as const
export const identity = [personId('公民身份号码'), 'Identity number'] as const
export const position = [point('位置', { optional: true }), 'Position'] as const
export const contactPhone = [phone('联系电话', { optional: true }), 'Phone'] as const
export const revenue = [money('营业收入'), 'Revenue'] as const
export const registeredOn = [date('登记日期'), 'Registered on'] as const
