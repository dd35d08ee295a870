import { procedure, text } from '#declare'

const answerer = { role: 'open.answerer', function: 'government-services' } as const

/** One answers; what is unclear is asked back. The applicant reads the answer with the case. */
export const request = procedure('open.request', {
  label: '开放数据申请和反映',
  start: 'answer',
  stages: {
    answer: {
      label: '答复',
      by: answerer,
      help: '与提供数据的单位核实，答复能不能开放、什么时候公布，或者已经怎样更正。',
      acts: {
        answer: {
          label: '答复',
          to: 'end',
          as: 'grant',
          asks: { reply: text('答复内容', { max: 1000, lines: true }) },
        },
        ask: {
          label: '请申请人说明',
          to: 'explain',
          as: 'supplement',
          asks: { question: text('需要说明的问题', { max: 300 }) },
        },
        refuse: {
          label: '不予开放',
          to: 'end',
          as: 'reject',
          asks: { reason: text('理由', { max: 500, lines: true }) },
          grave: true,
        },
      },
    },
    explain: {
      label: '说明',
      by: { applicant: true },
      acts: {
        say: { label: '提交说明', to: 'answer', as: 'resubmit', asks: { explanation: text('说明', { max: 500, lines: true }) } },
        withdraw: { label: '撤回', to: 'end', as: 'withdraw', grave: true },
      },
    },
  },
})
