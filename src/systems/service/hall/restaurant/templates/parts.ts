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

export const recipient: TemplateBlock = { block: 'recipient', text: '{applicant}：' }
export const remedies: TemplateBlock = { block: 'remedies', review: '{reviewBody}', court: '{court}' }
export const signature: TemplateBlock = { block: 'signature', organisation: '{organisation}', date: '{issuedOn}' }

/** A paragraph of running text. */
export const paragraph = (text: string, when?: string): TemplateBlock => ({ block: 'paragraph', text, ...(when ? { when } : {}) })
