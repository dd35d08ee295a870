import { occasion } from '#declare'
import { certificates } from './registers.ts'

const foodPermit = 'hall.food-permit'

/** A food permit ends; its renewal has a window of its own. */
export const foodPermitEnds = occasion('licence.food-permit-ends', certificates, {
  label: '食品经营许可证快到期了',
  about: '还要继续经营的，在规定的期间里申请延续；过了期间只能重新办。',
  stage: 'qualification',
  reckon: { rule: 'until', date: 'validUntil', opens: { days: 90, kind: 'working' }, closes: { days: 15, kind: 'working' } },
  when: {
    all: [
      { field: 'state', is: 'valid' },
      { field: 'kind', is: foodPermit },
    ],
  },
  known: ['name', 'number', 'holderName', 'validUntil'],
  ahead: 180,
  basis: {
    law: '食品经营许可和备案管理办法（市场监管总局令第78号）',
    says: '有效期届满前九十个至十五个工作日之间申请延续',
    source: 'https://www.gov.cn/gongbao/2023/issue_10606/202307/content_6894763.html',
    verified: false,
  },
  matters: [foodPermit],
  words: '食品经营许可 延续',
})

/** Any other licence with a last day. */
export const licenceEnds = occasion('licence.licence-ends', certificates, {
  label: '证照快到期了',
  about: '还要继续使用的，在到期三十日前向发证的部门申请延续。',
  stage: 'qualification',
  reckon: { rule: 'until', date: 'validUntil', opens: { days: 90, kind: 'calendar' }, closes: { days: 30, kind: 'calendar' } },
  when: { all: [{ field: 'state', is: 'valid' }, { not: { field: 'kind', is: foodPermit } }] },
  known: ['name', 'number', 'holderName', 'validUntil'],
  ahead: 180,
  basis: {
    law: '行政许可法',
    article: '第五十条',
    says: '需要延续的，在有效期届满三十日前向作出决定的机关申请；法律、法规、规章另有规定的依照其规定',
    source: 'https://github.com/LawRefBook/Laws/blob/master/行政法/行政许可法(2019-04-23).md',
    verified: true,
  },
  matters: [],
  words: '许可证 延续',
})
