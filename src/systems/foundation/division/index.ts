import { action, choice, date, number, ref, region, rows, system, text } from '#declare'

const act = ref('区划调整', 'identity.region-act')
const officer = ['identity.region-officer']
const ground = {
  number: text('批准文号', { max: 100, help: '如 国函〔2029〕1号' }),
  effectiveFrom: date('生效日期', { help: '从这一天零时起，按调整后的区划办理' }),
}
const code = text('代码', { max: 12, help: '末尾的 0 可以省略' })
const name = text('名称', { max: 60 })
const preview = {
  act,
  summary: text('事由', { max: 200 }),
  affected: rows('预计改动的数据', {
    what: text('数据', { max: 100 }),
    count: number('条数'),
    repeats: number('将重复而终止', { optional: true }),
  }),
  clashes: rows(
    '将重复的记录',
    { what: text('数据', { max: 100 }), record: text('记录', { max: 500 }), where: text('现在所在的区划', { max: 2000 }) },
    { help: '到同一个区划以后，按唯一的编号或名称成为同一条，只保留一条，其余终止；不应终止的，请先更正', optional: true },
  ),
  reach: rows('权限范围有变化的岗位', {
    where: text('职责范围', { max: 100 }),
    posts: number('岗位数'),
    people: number('人数'),
    gains: number('新增的区划'),
    loses: number('不再包含的区划'),
  }),
}

export default system('division', {
  label: '行政区划管理',
  about: '区划的合并、分设和隶属关系变更：先看影响，另一人批准，到生效日期自动执行，旧代码长期可查。',
  domain: 'foundation',
  owner: 'civil-affairs',
  rows: [],
  actions: {
    merge: action('合并区划', {
      input: {
        ...ground,
        sources: rows('被合并的区划', { region: region('区划') }, { max: 20 }),
        into: text('合并后的代码', { max: 12, help: '沿用其中一个的代码，或者新的代码；末尾的 0 可以省略' }),
        intoName: text('合并后的名称', { max: 60 }),
      },
      output: preview,
      page: { about: '把同一级的几个区划合并成一个。这一步只看影响，不作改动。', button: '看影响' },
      roles: officer,
    }),
    split: action('分设区划', {
      input: {
        ...ground,
        subject: region('被分设的区划'),
        parts: rows('分设后的区划', { code, name }, { max: 20, help: '沿用原代码的一行，表示原区划继续存在' }),
        table: rows('划分表', { region: region('下级区划'), to: text('划入（代码）', { max: 12 }) }, { max: 2000, optional: true }),
        rest: text('其余划入（代码）', { max: 12, help: '划分表没有写到的，都归到这里；原区划继续存在的，填它的代码' }),
      },
      output: preview,
      page: { about: '把一个区划分成几个，下级区划按划分表划入，其余归到指定的一个。这一步只看影响，不作改动。', button: '看影响' },
      roles: officer,
    }),
    move: action('变更隶属关系', {
      input: { ...ground, subject: region('被调整的区划'), parent: region('新的上级') },
      output: preview,
      page: { about: '把一个区划连同它的下级划归另一个上级。这一步只看影响，不作改动。', button: '看影响' },
      roles: officer,
    }),
    submit: action('提请批准区划调整', {
      input: { act },
      output: { act },
      page: { about: '看过预计影响以后，提请另一个人批准。', button: '提请批准' },
      roles: officer,
    }),
    withdraw: action('撤回区划调整', {
      input: { act, reason: text('理由', { max: 500, lines: true }) },
      output: { act },
      page: { about: '生效日期以前可以撤回；已经开始执行的，只能再办一次新的调整。', button: '撤回' },
      roles: officer,
    }),
    decide: action('审批区划调整', {
      input: {
        act,
        decision: choice('决定', { approve: '批准', refuse: '不批准' }),
        answer: text('意见', { max: 500, lines: true }),
      },
      output: { act },
      page: { about: '核对批准文号、预计改动的数据和权限变化。批准以后，到生效日期自动执行。', button: '提交决定' },
      roles: ['identity.region-approver'],
    }),
  },
})
