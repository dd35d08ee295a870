import { ANSWERER, choice, clock, form, LEAD, matter, procedure, template, text, type TemplateFields } from '#declare'
import { withdrawing } from './withdrawing.ts'

const words = { max: 500, lines: true } as const
const steward = { role: ANSWERER, function: LEAD } as const

const withdraw = withdrawing('撤回')

/** An objection to a datum: by the person whom it is about, or by a department that uses it. */
export const objectionMatter = matter('catalogue.data-objection', {
  label: '登记信息更正',
  about: '部门登记的信息不准确、不完整的，请负责的部门核实、更正。',
  kind: 'public-service',
  applicants: ['person', 'enterprise'],
  function: 'government-services',
  procedure: 'catalogue.data-objection',
  form: form('更正请求', {
    sections: {
      objection: {
        label: '更正请求',
        fields: {
          about: text('有关的信息', { max: 1000 }),
          reason: text('理由', { max: 1000, lines: true }),
          asker: choice('提出人', { person: '个人', organisation: '单位' }),
        },
      },
    },
    subject: 'about',
  }),
})

/**
 * The department that answers for a register verifies what is said to be wrong, and corrects it or says why not (个人信息保护法 art. 46; 政务数据共享条例
 * art. 26). Working days are those of the implementation.
 */
export const objectionProcedure = procedure('catalogue.data-objection', {
  label: '登记信息核实更正',
  answers: 'registers.correction',
  clocks: { answer: clock('核实答复期限', { limit: 'answer', from: 'receipt', ends: 'decision' }) },
  start: 'verify',
  stages: {
    verify: {
      label: '核实',
      by: steward,
      help: '对照来源核实提出的内容；属实的予以更正，不属实的说明理由。',
      acts: {
        correct: {
          label: '属实，予以更正',
          to: 'end',
          as: 'grant',
          asks: { reason: text('核实情况和答复', words) },
          instrument: 'catalogue.objection-corrected',
        },
        keep: {
          label: '不属实，不予更正',
          to: 'end',
          as: 'reject',
          asks: { reason: text('核实情况和理由', words) },
          instrument: 'catalogue.objection-kept',
          grave: true,
        },
        ask: {
          label: '请提出人说明',
          to: 'explain',
          as: 'supplement',
          asks: { question: text('需要说明的问题', { max: 200, lines: true }) },
        },
        withdraw,
      },
    },
    explain: {
      label: '说明情况',
      by: { applicant: true },
      help: '请回答核实部门的问题。答复期限照常计算。',
      acts: {
        explain: { label: '提交说明', to: 'verify', as: 'resubmit', asks: { explanation: text('说明', words) } },
        withdraw,
      },
    },
  },
})

const fields = {
  applicant: { label: '提出人', kind: 'text' },
  caseNumber: { label: '办件编号', kind: 'text' },
  receivedOn: { label: '收到日期', kind: 'date' },
  about: { label: '有关的信息', kind: 'text' },
  reason: { label: '核实情况', kind: 'text' },
} as const satisfies TemplateFields

const answer = (name: 'catalogue.objection-corrected' | 'catalogue.objection-kept', label: string, outcome: string) =>
  template(name, {
    label,
    kind: 'instrument',
    page: 'A4',
    title: label,
    source: '个人信息保护法第四十六条；政务数据共享条例第二十六条',
    fields,
    blocks: [
      { block: 'recipient', text: '{applicant}：' },
      { block: 'paragraph', text: '你（单位）于{receivedOn}请求更正以下登记信息：{about}（办件编号{caseNumber}）。' },
      { block: 'paragraph', text: '经核实：{reason}' },
      { block: 'paragraph', text: outcome },
      { block: 'signature', organisation: '{organisation}', date: '{issuedOn}' },
    ],
  })

export const objectionTemplates = [
  answer('catalogue.objection-corrected', '登记信息更正答复书', '现已更正，原登记内容和更正记录一并保留。'),
  answer('catalogue.objection-kept', '登记信息不予更正答复书', '所请求的内容不予更正。对答复仍有异议的，可以补充依据后再次提出。'),
]
