import { clock, number, procedure, text } from '#declare'

const clerk = { role: 'library.clerk', function: 'culture-tourism' } as const

/** How many books: said with the act, and what its action is given. */
export const issueAsks = { limit: number('可借册数', { min: 1, max: 50, unit: '册' }) }

/** Two tasks: the clerk's, and the reader's when something is to be said again. */
export const cardProcedure = procedure('library.card', {
  label: '借书证办理',
  clocks: { promised: clock('承诺期限', { limit: 'promised', from: 'receipt' }) },
  start: 'check',
  stages: {
    check: {
      label: '审核',
      by: clerk,
      help: '核对申请表，决定可借册数。',
      acts: {
        issue: { label: '发证', to: 'end', as: 'grant', asks: issueAsks, runs: 'issueCard', instrument: 'library.notice' },
        ask: { label: '请读者说明', to: 'explain', as: 'supplement', asks: { question: text('需要说明的问题', { max: 200 }) } },
        reject: { label: '不予办理', to: 'end', as: 'reject', asks: { reason: text('理由', { max: 200 }) }, grave: true },
      },
    },
    explain: {
      label: '说明',
      by: { applicant: true },
      acts: {
        answer: { label: '提交说明', to: 'check', as: 'resubmit', asks: { explanation: text('说明', { max: 500, lines: true }) } },
        withdraw: { label: '撤回', to: 'end', as: 'withdraw', grave: true },
      },
    },
  },
})
