import { ANSWERER, choice, clock, date, form, LEAD, matter, number, procedure, ref, rows, template, text, type Act } from '#declare'
import { withdrawing } from './withdrawing.ts'

const words = { max: 500, lines: true } as const
const steward = { role: ANSWERER, function: LEAD } as const
/** Whoever keeps the catalogue of the region (政务数据共享主管部门), where the matter is exercised. */
const keeper = { role: 'catalogue.manager', function: 'government-services' } as const
const itemNames = { name: text('名称', { max: 100 }) }

/** A department asks for another's data: what a request must state (政务数据共享条例 art. 20). */
export const requestMatter = matter('catalogue.data-request', {
  label: '用数申请',
  about: '部门为履行职责需要使用其他部门的数据的，向提供数据的部门申请。',
  kind: 'public-service',
  applicants: ['enterprise'],
  function: 'government-services',
  procedure: 'catalogue.data-request',
  form: form('用数申请', {
    sections: {
      request: {
        label: '用数申请',
        fields: {
          name: text('信息资源名称', { max: 200 }),
          resource: ref('目录信息', 'catalogue.resource'),
          items: rows('申请的信息项', itemNames, { max: 200 }),
          purpose: text('使用场景', { max: 200 }),
          ground: text('使用依据', { max: 500 }),
          until: date('使用期限'),
          share: choice('共享类型', { unconditional: '无条件共享', conditional: '有条件共享' }),
          kept: choice('数据所在', { here: '本平台登记库', elsewhere: '其他系统' }),
        },
      },
    },
    subject: 'name',
  }),
})

const agree = {
  label: '同意共享',
  as: 'grant',
  asks: {
    reason: text('答复意见', words),
    items: rows('同意共享的信息项', itemNames, { max: 200, leaveOut: true }),
    purpose: text('用途', { max: 200 }),
    until: date('授权使用到', { help: '不能晚于申请的使用期限' }),
  },
  prefill: ['items', 'purpose', 'until'],
  instrument: 'catalogue.request-agreed',
} as const

/** What a steward can answer. Data on this platform is open with the grant; data elsewhere is still to be provided (art. 22). */
const answers = {
  agree: { ...agree, to: 'end', when: { field: 'kept', is: 'here' } },
  agreeAndProvide: { ...agree, to: 'provide', when: { field: 'kept', is: 'elsewhere' } },
  refuse: {
    label: '不同意共享',
    to: 'end',
    as: 'reject',
    asks: { reason: text('不同意的理由', words) },
    instrument: 'catalogue.request-refused',
    grave: true,
  },
} as const satisfies Record<string, Act<'provide'>>

const missing = { label: '请对方补充', as: 'supplement', asks: { question: text('需要补充的内容', words) } } as const
const supplied = { label: '提交补充说明', as: 'resubmit', asks: { explanation: text('补充说明', words) } } as const

const withdraw = withdrawing('撤回申请')

const answering = {
  label: '答复',
  by: steward,
  help: '材料不全的，一次性告知对方补充，不能以此为由不同意；不同意共享的，说明理由。',
} as const
const supplying = { label: '补充说明', by: { applicant: true }, help: '请写明要求补充的内容。答复期限照常计算。' } as const

/**
 * The provider answers within one working day, or ten where the resource is shared on conditions, put off once by ten at most with the consent of whoever
 * keeps the catalogue (政务数据共享条例 art. 21); what it agrees to is provided within twenty working days (art. 22). Days are those of the implementation.
 * After an extension was asked for, whatever came of it, none can be asked for again: `answerLast` is the same task without it.
 */
export const requestProcedure = procedure('catalogue.data-request', {
  label: '用数申请答复',
  answers: 'catalogue.request',
  overseer: { ...keeper, at: '/desk/registers/catalogue.request?where.case={case}' },
  clocks: {
    answer: clock('答复期限', { limit: 'answer', from: 'receipt', ends: 'decision' }),
    provide: clock('提供数据期限', { limit: 'provide', from: 'decision', ends: 'delivery' }),
  },
  start: 'answer',
  stages: {
    answer: {
      ...answering,
      acts: {
        ...answers,
        missing: { ...missing, to: 'supply' },
        putOff: {
          label: '报请延长答复期限',
          to: 'consent',
          asks: { why: text('延长的理由', words), wanted: number('需要延长', { min: 1, max: 10, unit: '个工作日' }) },
        },
        withdraw,
      },
    },
    supply: { ...supplying, acts: { supply: { ...supplied, to: 'answer' }, withdraw } },
    consent: {
      label: '延长答复期限',
      by: keeper,
      help: '提供数据的部门不能按期答复的，经同意可以延长一次，不超过十个工作日，并告知申请的部门。',
      acts: {
        allow: {
          label: '同意延长',
          to: 'answerLast',
          as: 'extend',
          asks: { reason: text('延长的理由', words), days: number('同意延长', { min: 1, max: 10, unit: '个工作日' }) },
        },
        deny: { label: '不同意延长', to: 'answerLast', asks: { opinion: text('意见', words) } },
        takeBack: { label: '不再延长，继续答复', to: 'answerLast', by: steward },
        withdraw,
      },
    },
    answerLast: { ...answering, acts: { ...answers, missing: { ...missing, to: 'supplyLast' }, withdraw } },
    supplyLast: { ...supplying, acts: { supply: { ...supplied, to: 'answerLast' }, withdraw } },
    provide: {
      label: '提供数据',
      by: steward,
      help: '按同意共享的内容提供数据，提供以后在这里记下。',
      acts: { provided: { label: '已经提供', to: 'end', as: 'deliver', asks: { way: text('提供的方式', { max: 200 }) } } },
    },
  },
})

const answer = (name: 'catalogue.request-agreed' | 'catalogue.request-refused', label: string, outcome: string) =>
  template(name, {
    label,
    kind: 'instrument',
    page: 'A4',
    title: label,
    source: '政务数据共享条例第二十一条',
    fields: {
      applicant: { label: '使用单位', kind: 'text' },
      caseNumber: { label: '办件编号', kind: 'text' },
      receivedOn: { label: '收到日期', kind: 'date' },
      name: { label: '信息资源名称', kind: 'text' },
      purpose: { label: '用途', kind: 'text' },
      until: { label: '使用期限', kind: 'date' },
      reason: { label: '答复意见', kind: 'text' },
    },
    blocks: [
      { block: 'recipient', text: '{applicant}：' },
      { block: 'paragraph', text: '你单位于{receivedOn}申请使用“{name}”，用于{purpose}（办件编号{caseNumber}）。' },
      { block: 'paragraph', text: outcome },
      { block: 'paragraph', text: '答复意见：{reason}' },
      { block: 'signature', organisation: '{organisation}', date: '{issuedOn}' },
    ],
  })

export const requestTemplates = [
  answer(
    'catalogue.request-agreed',
    '用数申请同意答复书',
    '经研究，同意共享，使用期限至{until}。共享的信息项见办件；数据只用于上述用途，不得提供给他人。',
  ),
  answer('catalogue.request-refused', '用数申请不同意答复书', '经研究，不同意共享所申请的数据。'),
]
