import { branch, clock, procedure, text } from '#declare'

const officer = { role: 'library.clerk', function: 'library' } as const
const checker = { role: 'library.checker', function: 'fire-rescue' } as const

/** A fictional procedure that uses every word: two branches side by side, a supplement, a wait, an extension, a withdrawal. */
export const readingRoom = procedure('library.reading-room', {
  label: '设立阅览室',
  clocks: { joint: clock('联办承诺', { limit: 'joint', from: 'receipt' }) },
  start: 'review',
  stages: {
    review: {
      label: '并联办理',
      to: 'handover',
      branches: {
        books: branch('藏书许可', {
          matter: 'library.books',
          function: 'library',
          clocks: {
            check: clock('收件审查', { limit: 'check', from: 'receipt', lapse: 'accepted-from-receipt' }),
            statutory: clock('法定时限', { limit: 'statutory', from: 'acceptance' }),
            delivery: clock('送达时限', { limit: 'delivery', from: 'decision' }),
          },
          start: 'check',
          stages: {
            check: {
              label: '收件审查',
              by: officer,
              acts: {
                supplement: {
                  label: '告知补正',
                  to: 'supplement',
                  as: 'supplement',
                  asks: { gaps: text('补正内容') },
                  instrument: 'supplement-notice',
                },
                accept: { label: '受理', to: 'decide', as: 'accept', instrument: 'acceptance' },
                refuse: { label: '不予受理', to: 'end', as: 'refuse', asks: { reason: text('理由') } },
              },
            },
            supplement: {
              label: '补正',
              by: { applicant: true },
              acts: {
                resubmit: {
                  label: '提交补正材料',
                  to: 'check',
                  as: 'resubmit',
                  asks: { explanation: text('补正说明', { optional: true }) },
                },
                withdraw: { label: '撤回', to: 'end', as: 'withdraw' },
              },
            },
            decide: {
              label: '审查决定',
              by: officer,
              acts: {
                suspend: { label: '专家评审', as: 'suspend', asks: { ground: text('依据'), expectedDays: text('预计天数') } },
                resume: { label: '恢复计时', as: 'resume' },
                extend: { label: '延期', as: 'extend', asks: { reason: text('理由') } },
                grant: { label: '准予', to: 'deliver', as: 'grant' },
                reject: { label: '不予许可', to: 'end', as: 'reject', asks: { reason: text('理由') } },
              },
            },
            deliver: { label: '送达', by: officer, acts: { deliver: { label: '送达', to: 'end', as: 'deliver' } } },
          },
        }),
        fire: branch('消防检查', {
          matter: 'library.fire',
          function: 'fire-rescue',
          when: { field: 'area', atLeast: 200 },
          clocks: { statutory: clock('法定时限', { limit: 'statutory', from: 'receipt' }) },
          start: 'inspect',
          stages: {
            inspect: {
              label: '现场检查',
              by: checker,
              acts: {
                pass: { label: '合格', to: 'end', as: 'grant' },
                fail: { label: '不合格', to: 'confirm' },
                withdraw: { label: '撤回', to: 'end', as: 'withdraw', by: { applicant: true } },
              },
            },
            confirm: {
              label: '复核',
              by: checker,
              unlike: ['inspect'],
              acts: { reject: { label: '不予许可', to: 'end', as: 'reject' }, back: { label: '退回', to: 'inspect' } },
            },
          },
        }),
      },
    },
    handover: { label: '交付', by: officer, acts: { hand: { label: '交付', to: 'end' } } },
  },
})
