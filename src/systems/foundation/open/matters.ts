import { choice, form, matter, phone, text } from '#declare'

const contact = {
  label: '怎样答复您',
  fields: { askerPhone: phone('联系电话', { optional: true, help: '答复在“我的”里看；填了电话，有不清楚的会打给您' }) },
}
const prefill = { askerPhone: ['me.phone', 'agent.phone'] } as const

/** Asks for data that nobody opened yet. */
export const wish = matter('open.wish', {
  label: '申请开放数据',
  about: '需要的数据这里没有，可以申请开放；能不能开放、怎样开放，有答复。',
  kind: 'public-service',
  applicants: ['person', 'enterprise'],
  function: 'government-services',
  form: form('开放数据申请表', {
    sections: {
      data: {
        label: '需要什么数据',
        fields: {
          subject: text('数据名称', { max: 100, help: '例如：各镇街幼儿园名录' }),
          content: text('内容', { max: 1000, lines: true, help: '要哪些项目、多大范围、多久更新一次' }),
          use: text('用途', { max: 500, lines: true }),
        },
      },
      contact,
    },
    subject: 'subject',
    prefill,
  }),
  procedure: 'open.request',
})

/** Says that something is wrong in data that is open. */
export const mistake = matter('open.mistake', {
  label: '反映开放数据问题',
  about: '开放的数据有错误、缺失或者不能用，可以反映；核实后公布新版本，有答复。',
  kind: 'public-service',
  applicants: ['person', 'enterprise'],
  function: 'government-services',
  form: form('开放数据问题反映表', {
    sections: {
      data: {
        label: '哪里有问题',
        fields: {
          subject: text('数据集名称或者地址', { max: 200 }),
          what: choice('问题', {
            wrong: '数据有错误',
            missing: '数据不全',
            old: '没有按期更新',
            unusable: '打不开或者不能用',
            personal: '泄露了个人信息',
          }),
          content: text('具体情况', { max: 1000, lines: true, help: '哪一行、哪一列，应该是什么，依据是什么' }),
        },
      },
      contact,
    },
    subject: 'subject',
    prefill,
  }),
  procedure: 'open.request',
})
