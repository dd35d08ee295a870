import type { TemplateBlock, TemplateFields } from '#declare'

/** What every paper of a case names: who applied, for what, under which number. */
export const caseFields = {
  applicant: { label: '申请人', kind: 'text' },
  matter: { label: '事项', kind: 'text' },
  caseNumber: { label: '办件编号', kind: 'text' },
} as const satisfies TemplateFields

/** Where to turn against a decision (行政许可法 art. 38). */
export const remedyFields = {
  reviewBody: { label: '复议机关', kind: 'text' },
  court: { label: '有管辖权的人民法院', kind: 'text' },
} as const satisfies TemplateFields

export const receivedOn = { receivedOn: { label: '收到材料日期', kind: 'date' } } as const satisfies TemplateFields
export const acceptedOn = { acceptedOn: { label: '受理日期', kind: 'date' } } as const satisfies TemplateFields

/** What a decision rests on. */
export const grounds = {
  facts: { label: '认定的事实', kind: 'text' },
  lawCited: { label: '适用条款', kind: 'text' },
} as const satisfies TemplateFields
export const reason = { reason: { label: '理由', kind: 'text' } } as const satisfies TemplateFields

/** One thing that is missing. */
export const gap = {
  material: { label: '材料', kind: 'text' },
  problem: { label: '问题', kind: 'text' },
  request: { label: '要求', kind: 'text' },
} as const satisfies TemplateFields

export const recipient: TemplateBlock = { block: 'recipient', text: '{applicant}：' }
export const remedies: TemplateBlock = { block: 'remedies', review: '{reviewBody}', court: '{court}' }
export const signature: TemplateBlock = { block: 'signature', organisation: '{organisation}', date: '{issuedOn}' }

/** A paragraph of running text. */
export const paragraph = (text: string, when?: string): TemplateBlock => ({ block: 'paragraph', text, ...(when ? { when } : {}) })

/** A receipt grants nothing (行政许可法 art. 32). */
export const onlyReceived: TemplateBlock = paragraph('本凭证只说明材料已经接收，不表示申请已经受理或者获得准予。办理进度可凭办件编号查询。')
