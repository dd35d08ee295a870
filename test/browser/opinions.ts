import type { Locator } from 'playwright-core'
import { write, type writeDay } from './people.ts'

const today = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai' }).format()

/** What an examiner says of an application. */
export const opinion = (dialog: Locator) => write(dialog, '审查意见', '材料齐全，符合法定形式')

/** What somebody says who was there, the day given by hand or pointed at. */
export const visited = (giveDay: typeof writeDay) => async (dialog: Locator) => {
  await giveDay(dialog, '到场日期', today)
  await write(dialog, '检查人员（两名以上）', '朱国栋、冯志坚')
  await write(dialog, '现场情况', '布局、设施与平面图一致')
  await opinion(dialog)
}

/** What a decision rests on. */
export const decision = async (dialog: Locator) => {
  await write(dialog, '认定的事实', '申请材料齐全，场所、设备、人员和制度符合要求')
  await write(dialog, '适用条款', '食品安全法第三十五条')
}
