import { clock, LEAD, procedure, rows, text, type Act } from '#declare'
import { decisionAsks, deliveryAsks, extensionAsks, opinionAsks, refusalAsks, resubmitAsks, specialAsks } from '../restaurant/asks.ts'

const window = { role: 'hall.reception', function: 'government-services' } as const
const examiner = { role: 'hall.examiner', function: LEAD } as const
const approver = { role: 'hall.approver', function: LEAD } as const

/** An application may be taken back until it is decided, whoever has the task. */
const withdraw = { label: '撤回申请', to: 'end', as: 'withdraw', by: { applicant: true }, grave: true } as const satisfies Act<never>
const suspend = {
  label: '启动特别程序（中止计时）',
  as: 'suspend',
  asks: specialAsks,
  instrument: 'hall.special-procedure',
} as const satisfies Act<never>
const resume = { label: '特别程序结束（恢复计时）', as: 'resume', asks: opinionAsks } as const satisfies Act<never>

/** Everything that is missing, told at once. */
const gapsAsks = {
  gaps: rows(
    '补正内容',
    {
      material: text('材料', { max: 100 }),
      problem: text('问题', { max: 300 }),
      request: text('要求', { max: 300 }),
    },
    { max: 50 },
  ),
}

/** What was made out for the applicant. */
const resultAsks = {
  resultName: text('结果名称', { max: 100, help: '证照、批文、回执或者答复的名称' }),
  resultNumber: text('结果编号', { max: 100, optional: true }),
}

/**
 * How a matter runs of which a list gives the name, the kind and the department: the window receives and checks, an officer of the department
 * examines, another decides, the result is made out and delivered. Which clocks run is said by the implementation: those of the law for a
 * licence (行政许可法 arts. 32, 42, 44), none where no limit is known.
 */
export const generalProcedure = procedure('hall.general', {
  label: '通用办理流程',
  receipt: 'hall.general-receipt',
  clocks: {
    check: clock('收件核对', { limit: 'check', from: 'receipt', lapse: 'accepted-from-receipt' }),
    statutory: clock('法定期限', { limit: 'statutory', from: 'acceptance' }),
    promised: clock('承诺期限', { limit: 'promised', from: 'acceptance' }),
    delivery: clock('送达期限', { limit: 'delivery', from: 'decision' }),
  },
  start: 'check',
  stages: {
    check: {
      label: '收件核对',
      by: window,
      help: '核对申请和材料；需要补正的，一次告知全部内容。',
      acts: {
        accept: { label: '受理', to: 'examine', as: 'accept', instrument: 'hall.general-acceptance' },
        supplement: {
          label: '一次性告知补正',
          to: 'supplement',
          as: 'supplement',
          asks: gapsAsks,
          instrument: 'hall.general-supplement',
        },
        refuse: {
          label: '不予受理',
          to: 'end',
          as: 'refuse',
          asks: { reason: refusalAsks.reason, rightBody: text('有权办理的机关', { max: 100, optional: true }) },
          instrument: 'hall.general-refusal-to-accept',
          grave: true,
        },
        withdraw,
      },
    },
    supplement: {
      label: '补正材料',
      by: { applicant: true },
      help: '请按补正告知书上传材料；按要求补齐的，应当受理。',
      acts: { resubmit: { label: '提交补正材料', to: 'check', as: 'resubmit', asks: resubmitAsks }, withdraw },
    },
    examine: {
      label: '审查',
      by: examiner,
      help: '审查申请是否符合办理条件，提出意见。',
      acts: { propose: { label: '提出审查意见', to: 'decide', asks: opinionAsks }, suspend, resume, withdraw },
    },
    decide: {
      label: '决定',
      by: approver,
      unlike: ['examine'],
      help: '审查的人不作决定。',
      acts: {
        grant: { label: '准予办理', to: 'issue', as: 'grant', asks: decisionAsks, instrument: 'hall.general-decision' },
        reject: { label: '不予办理', to: 'deliver', as: 'reject', asks: refusalAsks, instrument: 'hall.general-refusal', grave: true },
        extend: {
          label: '延长办理期限',
          as: 'extend',
          asks: { ...extensionAsks, lawCited: text('适用条款', { max: 200 }) },
          instrument: 'hall.permit-extension',
        },
        back: { label: '退回重审', to: 'examine', asks: opinionAsks },
        suspend,
        resume,
        withdraw,
      },
    },
    issue: {
      label: '制作结果',
      by: examiner,
      help: '制作证照、批文、回执或者答复，交窗口送达。',
      acts: { issue: { label: '结果已制作', to: 'deliver', asks: resultAsks } },
    },
    deliver: {
      label: '送达',
      by: window,
      help: '将决定和结果送达申请人，并填写送达回证。',
      acts: { deliver: { label: '送达', to: 'end', as: 'deliver', asks: deliveryAsks, instrument: 'hall.restaurant-delivery' } },
    },
  },
})
