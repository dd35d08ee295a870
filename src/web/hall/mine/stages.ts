import type { LifeStage } from '#declare'
import type { MatterSummary } from '../../api/types.ts'

/** Words by which a matter is known to belong to a stage; in the order in which a matter of several is given to one. */
export interface Stage {
  key: LifeStage
  words: readonly string[]
}

/** Seven stages of a life (市民网页) and seven of a business (企业网页), in their order. */
export const stagesOfPerson: readonly Stage[] = [
  { key: 'birth', words: ['出生', '生育', '新生儿', '收养', '婴幼儿', '托育', '儿童'] },
  { key: 'schooling', words: ['入学', '教育', '学校', '学生', '学历', '教师', '幼儿园', '助学'] },
  { key: 'work', words: ['就业', '失业', '求职', '劳动', '人事', '职业', '职称', '创业'] },
  { key: 'papers', words: ['身份证', '户口', '户籍', '居住证', '护照', '驾驶', '婚姻', '结婚', '离婚', '不动产'] },
  { key: 'health', words: ['医疗', '医保', '医师', '护士', '疾病', '卫生', '残疾', '救助'] },
  { key: 'retirement', words: ['养老', '退休', '老年', '高龄', '社会保险'] },
  { key: 'funeral', words: ['死亡', '殡葬', '火化', '公墓', '丧葬', '抚恤'] },
]
export const stagesOfBusiness: readonly Stage[] = [
  { key: 'closing', words: ['注销', '破产', '清算', '歇业'] },
  { key: 'setting-up', words: ['设立', '开办', '营业执照', '名称', '开业', '投入使用'] },
  { key: 'yearly', words: ['年检', '年审', '年度', '年报'] },
  { key: 'property', words: ['知识产权', '专利', '商标', '著作权', '版权'] },
  { key: 'finance', words: ['税', '金融', '贷款', '融资', '社保缴费', '公积金', '担保'] },
  { key: 'quality', words: ['质量', '计量', '检验', '检测', '标准', '认证', '特种设备'] },
  { key: 'qualification', words: ['许可', '资质', '备案', '资格', '经营'] },
]

/** The order in which the stages of a business are told. */
export const orderOfBusiness: readonly LifeStage[] = ['setting-up', 'yearly', 'qualification', 'finance', 'property', 'quality', 'closing']

/** The matters of each stage. A matter stands at the first stage with one of whose words it is called. */
export function byStage<M extends Pick<MatterSummary, 'label' | 'applicants'>>(
  matters: readonly M[],
  stages: readonly Stage[],
  applicant: 'person' | 'enterprise',
): Map<LifeStage, M[]> {
  const found = new Map<LifeStage, M[]>(stages.map(({ key }) => [key, []]))
  for (const matter of matters) {
    if (!matter.applicants.includes(applicant)) continue
    const stage = stages.find(({ words }) => words.some((word) => matter.label.includes(word)))
    if (stage) found.get(stage.key)!.push(matter)
  }
  return found
}
