import { template } from '#declare'

/** Handed out with the card. `cardNumber` comes from the action, `limit` from what was said with the act, the rest from the case. */
export const notice = template('library.notice', {
  label: '借书证办理通知',
  kind: 'instrument',
  page: 'A4',
  title: '借书证办理通知',
  fields: {
    applicant: { label: '读者', kind: 'text' },
    caseNumber: { label: '办件编号', kind: 'text' },
    cardNumber: { label: '证号', kind: 'text' },
    limit: { label: '可借册数', kind: 'text' },
  },
  blocks: [
    { block: 'recipient', text: '{applicant}：' },
    { block: 'paragraph', text: '您的借书证（证号{cardNumber}）已经办好，每次可借{limit}册。办件编号{caseNumber}。' },
    { block: 'signature', organisation: '{organisation}', date: '{issuedOn}' },
  ],
})
