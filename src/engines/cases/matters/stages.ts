import type { LifeStage } from '#declare'

type Stage = readonly [stage: LifeStage, words: readonly string[]]

/** Words by which a matter is known to belong to a stage of a life (市民网页); the first stage with one of them has it. */
const ofPerson: readonly Stage[] = [
  ['birth', ['出生', '生育', '新生儿', '收养', '婴幼儿', '托育', '儿童']],
  ['schooling', ['入学', '教育', '学校', '学生', '学历', '教师', '幼儿园', '助学']],
  ['work', ['就业', '失业', '求职', '劳动', '人事', '职业', '职称', '创业']],
  ['papers', ['身份证', '户口', '户籍', '居住证', '护照', '驾驶', '婚姻', '结婚', '离婚', '不动产']],
  ['health', ['医疗', '医保', '医师', '护士', '疾病', '卫生', '残疾', '救助']],
  ['retirement', ['养老', '退休', '老年', '高龄', '社会保险']],
  ['funeral', ['死亡', '殡葬', '火化', '公墓', '丧葬', '抚恤']],
]

/** And of a business (企业网页). What is closed had been set up: 注销营业执照 belongs to closing, so its words are tried first. */
const ofBusiness: readonly Stage[] = [
  ['closing', ['注销', '破产', '清算', '歇业']],
  ['setting-up', ['设立', '开办', '营业执照', '名称', '开业', '投入使用']],
  ['yearly', ['年检', '年审', '年度', '年报']],
  ['property', ['知识产权', '专利', '商标', '著作权', '版权']],
  ['finance', ['税', '金融', '贷款', '融资', '社保缴费', '公积金', '担保']],
  ['quality', ['质量', '计量', '检验', '检测', '标准', '认证', '特种设备']],
  ['qualification', ['许可', '资质', '备案', '资格', '经营']],
]

/** The stages that a matter belongs to, by its Chinese name and who may ask for it. */
export const stagesOf = (label: string, applicants: readonly string[]): readonly LifeStage[] =>
  ([...(applicants.includes('person') ? [ofPerson] : []), ...(applicants.includes('enterprise') ? [ofBusiness] : [])] as const).flatMap(
    (stages) => stages.find(([, words]) => words.some((word) => label.includes(word)))?.[0] ?? [],
  )
