import { choice, code, date, number, rows, specialGrounds, text } from '#declare'

const words = { max: 500, lines: true } as const

/** What registration adds to what was applied for. */
export const registrationAsks = { industry: code('行业', 'industry', { help: 'GB/T 4754 小类，如正餐服务 6210' }) }

/** What a decision rests on. */
export const decisionAsks = { facts: text('认定的事实', words), lawCited: text('适用条款', { max: 200, help: '写到条、款、项' }) }

/** What a refusal must say: facts, provision and reason (行政许可法 art. 38(2)). */
export const refusalAsks = { ...decisionAsks, reason: text('理由', words) }

/** What an extension must say; the head of the body approves it (行政许可法 art. 42(1)). */
export const extensionAsks = {
  reason: text('延长理由', words),
  approverTitle: text('批准人职务', { max: 50 }),
  approvedOn: date('批准日期'),
}

/** Which special procedure, under which provision, for how long (行政许可法 art. 45). */
export const specialAsks = {
  ground: choice('特别程序', specialGrounds),
  expectedDays: number('所需工作日数', { min: 1, max: 365, unit: '个工作日' }),
  lawCited: text('适用条款', { max: 200 }),
}

/** What an examination found. */
export const opinionAsks = { opinion: text('审查意见', words) }

/** What a visit to the premises found; two officers at least (行政许可法 art. 34). */
export const visitAsks = {
  visitedOn: date('到场日期'),
  officers: text('检查人员（两名以上）', { max: 100 }),
  found: text('现场情况', words),
}

/** Everything that is missing, by body. */
export const gapsAsks = {
  gaps: rows(
    '补正内容',
    {
      body: choice('部门', { market: '市场监管', fire: '消防救援', urban: '城市管理' }),
      material: text('材料', { max: 100 }),
      problem: text('问题', { max: 300 }),
      request: text('要求', { max: 300 }),
    },
    { max: 50 },
  ),
  supplementBy: date('建议补正日期', { optional: true, help: '不是法定期限' }),
}

/** What an applicant says with a supplement, or instead of one more paper. */
export const resubmitAsks = {
  explanation: text('补正说明', { ...words, optional: true, help: '没有要上传的材料时，请写明补正了什么' }),
}

/** How the papers were served. */
export const deliveryAsks = {
  deliveryWay: choice('送达方式', { electronic: '电子送达', window: '窗口领取', post: '邮寄送达' }),
  deliveryPlace: text('送达地点（系统账号）', { max: 200 }),
  remarks: text('备注', { max: 300, lines: true, optional: true, help: '拒收的写明事由、日期和见证人' }),
}
