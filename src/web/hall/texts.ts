import { texts } from '../texts.ts'

export const hallTexts = texts(
  {
    myTitle: '我的',
    where: '在哪里办',
    whereHelp: '选择店铺或者事情所在的县（市、区）',
    choose: '请选择',
  },
  {
    myTitle: 'Mine',
    where: 'Where',
    whereHelp: 'The county or district where the shop or the thing is',
    choose: 'Choose',
  },
)
