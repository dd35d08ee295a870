import { texts } from '../texts.ts'

export const actionTexts = texts(
  {
    unknown: '没有这项操作，或者不归您办理',
    run: '执行',
    cancel: '返回',
    done: '已完成',
    result: '结果',
    again: '再办一次',
    open: (label: string) => `打开${label}`,
  },
  {
    unknown: 'There is no such action, or it is not yours to run',
    run: 'Run',
    cancel: 'Back',
    done: 'Done',
    result: 'Result',
    again: 'Run it again',
    open: (label: string) => `Open ${label}`,
  },
)
