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

/** What is looked for when somebody wants to see all matters of a stage. */
export const stageWords = texts<Record<LifeStage, string>>(
  {
    birth: '出生 生育 新生儿',
    schooling: '入学 教育 学校',
    work: '就业 失业 求职',
    papers: '身份证 户口 户籍',
    health: '医疗 医保 医师',
    retirement: '养老 退休 老年',
    funeral: '死亡 殡葬 火化',
    'setting-up': '设立 开办 营业执照',
    yearly: '年检 年审 年度',
    qualification: '许可 资质 备案',
    finance: '税 金融 贷款',
    property: '知识产权 专利 商标',
    quality: '质量 计量 检验',
    closing: '注销 破产 清算',
  },
  {
    birth: 'birth maternity child',
    schooling: 'school education pupil',
    work: 'employment unemployment job',
    papers: 'identity card household registration',
    health: 'medical insurance doctor',
    retirement: 'pension retirement old-age',
    funeral: 'death funeral cemetery',
    'setting-up': 'register set up business licence',
    yearly: 'yearly check report',
    qualification: 'permit qualification filing',
    finance: 'tax loan finance',
    property: 'intellectual property patent',
    quality: 'quality measurement inspection',
    closing: 'deregister cancel close',
  },
)
