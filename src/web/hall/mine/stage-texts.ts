import type { LifeStage } from '#declare'
import { texts } from '../../texts.ts'

/** Names of the stages of a life and of a business. */
export const stageTexts = texts<Record<LifeStage, string>>(
  {
    birth: '出生成长',
    schooling: '入学教育',
    work: '就业求职',
    papers: '证件办理',
    health: '医疗保障',
    retirement: '退休养老',
    funeral: '死亡殡葬',
    'setting-up': '设立准营',
    yearly: '年审年检',
    qualification: '资质许可',
    finance: '金融税务',
    property: '知识产权',
    quality: '质量监督',
    closing: '破产注销',
  },
  {
    birth: 'Birth and growing up',
    schooling: 'School and education',
    work: 'Work',
    papers: 'Personal papers',
    health: 'Health care',
    retirement: 'Retirement',
    funeral: 'Death and funeral',
    'setting-up': 'Setting up',
    yearly: 'Yearly duties',
    qualification: 'Licences',
    finance: 'Money and taxes',
    property: 'Intellectual property',
    quality: 'Quality',
    closing: 'Closing down',
  },
)
