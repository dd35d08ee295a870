import { choice, date, ref, register, role, text, withholdingGrounds } from '#declare'

/**
 * That what an organisation looked at of a person is not shown to the person until a day. It takes effect once another person of the
 * organisation has approved it, and ends by itself; then the looks appear, with the ground and the day.
 */
export const withholdings = register('access.withholding', {
  label: '查阅记录暂缓展示',
  about: '依法暂不向本人展示某一单位对其信息的查阅记录：依据、文书、批准人和截止日期；到期自动展示，并注明曾经暂缓。',
  title: 'document',
  search: ['document'],
  list: ['document', 'person', 'ground', 'since', 'until', 'state'],
  steward: 'government-services',
  share: 'none',
  organisation: 'office',
  addedBy: 'actions',
  fields: {
    person: ref('本人', 'population.person', { privacy: 'personal' }),
    office: ref('查阅单位', 'identity.organisation'),
    since: date('查阅日期自'),
    through: date('查阅日期至', { optional: true, help: '不填为暂缓期间的全部查阅' }),
    ground: choice('法定事由', withholdingGrounds),
    document: text('法律文书和条款', { max: 200, help: '立案、调查等文书的文号，和规定保密的法律条款' }),
    reason: text('理由', { max: 500, lines: true }),
    until: date('暂缓至', { help: '到这一天起展示' }),
    asker: text('申请人', { max: 60 }),
    state: choice('状态', { asked: '待批准', approved: '已批准', refused: '未批准', lifted: '已提前解除' }),
    liftedOn: date('解除日期', { optional: true }),
  },
})

/** Asks for looks of the own organisation to be withheld. */
export const withholdingAsker = role('access.withholding-asker', {
  label: '查阅记录暂缓经办人',
  about: '依法申请暂缓向本人展示本单位的查阅记录。',
  may: [{ register: withholdings.name, acts: ['read', 'unmask', 'add', 'history'], scope: 'organisation' }],
})

/** Approves what a colleague asked for, or lifts it before its day; knows whom it is about. */
export const withholdingApprover = role('access.withholding-approver', {
  label: '查阅记录暂缓审批人',
  about: '批准或者退回同事提出的暂缓展示，提前解除。不能批准自己提出的。',
  may: [{ register: withholdings.name, acts: ['read', 'unmask', 'change', 'history'], scope: 'organisation' }],
})
