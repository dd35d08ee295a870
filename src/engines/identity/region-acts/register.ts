import { choice, date, moment, number, region, register, rows, text } from '#declare'

const codeOf = (label: string) => text(label, { max: 12, help: '末尾的 0 可以省略' })
const name = text('名称', { max: 60 })

/** What regions are merged, into which; parts of a split; what is handed to another parent: as an officer says it. */
export const regionActFields = {
  number: text('批准文号', { max: 100, help: '如 国函〔2029〕1号' }),
  effectiveFrom: date('生效日期', { help: '从这一天零时起，按调整后的区划办理' }),
  sources: rows('被合并的区划', { region: region('区划') }, { max: 20, optional: true }),
  subject: region('被调整的区划', { optional: true }),
  into: text('合并后的代码', { max: 12, optional: true, help: '沿用某一个被合并区划的代码，或者新的代码' }),
  intoName: text('合并后的名称', { max: 60, optional: true }),
  parts: rows('分设后的区划', { code: codeOf('代码'), name }, { max: 20, optional: true, help: '沿用原代码的一行，表示原区划继续存在' }),
  table: rows('划分表', { region: region('下级区划'), to: codeOf('划入（代码）') }, { max: 2000, optional: true }),
  rest: text('其余划入（代码）', { max: 12, optional: true }),
  parent: region('新的上级', { optional: true }),
}

/**
 * A change of the regions themselves, beyond a name, a code or a seat: regions that become one, one that becomes several, one that comes under
 * another (行政区划管理条例, State Council Order 704, arts. 7 to 10: 设立、撤销、隶属关系的变更). It takes effect on its day, once another person
 * than the officer who prepared it has approved it, and is undone by another act alone.
 */
export const regionActs = register('identity.region-act', {
  label: '行政区划调整',
  about: '区划的合并、分设和隶属关系变更：批准文号、生效日期、预计影响和执行结果。',
  title: 'summary',
  search: ['summary', 'number'],
  list: ['summary', 'kind', 'number', 'effectiveFrom', 'state', 'moved'],
  steward: 'civil-affairs',
  share: 'unconditional',
  addedBy: 'actions',
  fields: {
    summary: text('事由', { max: 200 }),
    kind: choice('方式', { merge: '合并', split: '分设', move: '变更隶属关系' }),
    state: choice('状态', {
      draft: '未提交',
      proposed: '待批准',
      approved: '已批准，待生效',
      running: '正在执行',
      settling: '正在核对',
      done: '已完成',
      failed: '未能执行',
      refused: '未批准',
      withdrawn: '已撤回',
    }),
    ...regionActFields,
    preparedBy: text('经办人', { max: 60 }),
    decidedBy: text('批准人', { max: 60, optional: true }),
    answer: text('批准意见', { max: 500, optional: true }),
    affected: rows(
      '预计影响的数据',
      {
        what: text('数据', { max: 100 }),
        count: number('条数'),
        repeats: number('将重复而终止', { optional: true }),
      },
      { max: 1000 },
    ),
    clashes: rows(
      '将重复的记录',
      { what: text('数据', { max: 100 }), record: text('记录', { max: 500 }), where: text('现在所在的区划', { max: 2000 }) },
      {
        max: 1000,
        optional: true,
        share: 'none',
        help: '到同一个区划以后，按唯一的编号或名称成为同一条，只保留一条，其余终止；不应终止的，请先更正',
      },
    ),
    reach: rows(
      '预计变化的权限',
      {
        where: text('职责范围', { max: 100 }),
        posts: number('岗位数'),
        people: number('人数'),
        gains: number('新增的区划'),
        loses: number('不再包含的区划'),
      },
      { max: 2000 },
    ),
    moved: number('已改动条数', { optional: true }),
    repeated: number('并入时重复而终止', { optional: true }),
    finished: moment('完成时间', { optional: true }),
  },
})
