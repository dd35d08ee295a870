import { occasion } from '#declare'
import { persons } from './registers.ts'

const known = ['name', 'birthDate'] as const

/** A child of the household is to go to school. */
export const schoolAge = occasion('population.school-age', persons, {
  label: '孩子到了上小学的年龄',
  about: '八月三十一日前满六周岁的孩子，当年秋天上小学一年级。报名时间和学区以当地教育部门当年的通知为准。',
  stage: 'schooling',
  reckon: { rule: 'age', date: 'birthDate', years: 6, within: { cutoff: '08-31' } },
  known,
  ahead: 240,
  household: 'householdNumber',
  basis: {
    law: '义务教育法',
    article: '第十一条',
    says: '年满六周岁的儿童应当入学；截止日按各地招生通知通行的八月三十一日计算，以当年通知为准',
    source: 'https://www.yyh998.com/hdjl/zsk/jyfw3/content/post_1407324.html',
    verified: false,
  },
  matters: [],
  words: '小学 入学',
})

/** Whoever reaches sixteen needs an identity card. */
export const identityCard = occasion('population.identity-card', persons, {
  label: '年满十六周岁，该办身份证了',
  about: '满十六周岁起三个月内，到常住户口所在地的派出所申领居民身份证。',
  stage: 'papers',
  reckon: { rule: 'age', date: 'birthDate', years: 16, within: { months: 3 } },
  known,
  ahead: 120,
  household: 'householdNumber',
  basis: {
    law: '居民身份证法',
    article: '第七条',
    says: '公民应当自年满十六周岁之日起三个月内，向常住户口所在地的公安机关申领',
    source: 'https://appnews.szxuexiao.com/html/2013/03/1983.html',
    verified: true,
  },
  matters: [],
  words: '居民身份证 申领',
})

/** Whoever reaches sixty may draw the pension of residents. */
export const residentsPension = occasion('population.residents-pension', persons, {
  label: '年满六十周岁，可以领取城乡居民养老待遇',
  about:
    '参加城乡居民养老保险、缴费满十五年、没有领取其他基本养老待遇的，满六十周岁可以按月领取。参加职工养老保险的，以退休年龄的规定为准。',
  stage: 'retirement',
  reckon: { rule: 'age', date: 'birthDate', years: 60, within: { months: 3 } },
  known,
  ahead: 180,
  basis: {
    law: '国务院关于建立统一的城乡居民基本养老保险制度的意见（国发〔2014〕8号）',
    says: '年满六十周岁、累计缴费满十五年且未领取国家规定的基本养老保障待遇的，可以按月领取；办理时间由本平台按三个月提示，不是法定期限',
    source: 'https://www.gov.cn/zwgk/2014-02/26/content_2621907.htm',
    verified: false,
  },
  matters: [],
  words: '养老保险 待遇 领取',
})
