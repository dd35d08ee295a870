import { texts } from '../texts.ts'

export const cockpitTexts = texts({
  title: '运行情况',
  lead: (post: string) => `以“${post}”的职责范围统计`,
  open: '在办任务',
  green: '正常',
  yellow: '快到期',
  red: '已超期',
  unit: '件',
  at: (moment: string) => `取自待办，${moment}读取`,
  pressing: '最紧的任务',
  toDesk: '去一网协同',
  none: '没有在办任务。',
  share: (percent: string) => `占 ${percent}`,
  noFigures: '更多指标在指标系统接入后显示；这里只显示系统里真实的数。',
})
