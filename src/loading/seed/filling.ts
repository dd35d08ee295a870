import { askedFields, checkAnswers, form, type ChoiceField, type Field, type Fields, type Form, type RowsField } from '#declare'
import type { Random } from '../../../city/generate/index.ts'

/** Somebody of the generated city who applies, as a form asks about them. */
export interface Applicant {
  person: { id: string; name: string; personId: string; phone: string | null; region: string; address: string; account: string | null }
  /** The market entity for which they apply. */
  entity?: { id: string; name: string; creditCode: string; region: string; address: string }
}

/** What answers may be made of. */
export interface Filling {
  random: Random
  /** The day, YYYY-MM-DD. */
  today: string
  applicant: Applicant
  /** What the matter is called, in words. */
  matter: string
}

const phrases: Readonly<Record<string, readonly string[]>> = {
  opinion: ['材料齐全，符合办理条件，建议准予办理。', '经审查，申请符合规定条件，拟同意。', '情况属实，建议按规定办理。'],
  facts: ['申请人提交的材料齐全、真实，符合规定的条件', '经核实，申请事项属实，符合法定条件', '经审查，申请人具备规定的条件'],
  lawCited: ['《中华人民共和国行政许可法》第三十八条第一款', '《中华人民共和国行政许可法》第三十四条第一款'],
  reason: ['申请材料与核实情况不符', '不属于本机关的职权范围', '不符合规定的办理条件'],
  rightBody: ['县级主管部门'],
  problem: ['缺少签名', '复印件不清楚', '已过有效期', '与申请表内容不一致'],
  request: ['补充签名后重新提交', '提交清晰的扫描件', '提交有效期内的证明', '更正后重新提交'],
  material: ['身份证明', '申请表', '场所使用证明', '委托书'],
  explanation: ['情况已经补充说明，请予审核。'],
  question: ['请说明申请的用途。'],
  deliveryPlace: ['综合窗口', '办事大厅自助柜', '申请人登记的地址'],
  officers: ['两名执法人员'],
  found: ['现场与申报材料一致，符合要求。', '现场布局与图纸一致。'],
  approverTitle: ['分管副局长', '局长'],
  scope: ['餐饮服务；食品销售'],
  asked: ['按规定办理', '因个人情况需要办理', '因生产经营需要办理', '到期需要延续', '情况有变化，需要变更'],
  earlier: ['见原证照'],
  storey: ['地上一层', '地上一层、二层', '地上二层'],
  signText: ['店名招牌'],
  businessName: ['顺和面馆', '老街糖水店', '北江茶餐厅', '凤城早茶店', '连江粥粉店', '福满小吃店'],
  tradeName: ['顺和', '老街', '北江', '凤城', '连江', '福满'],
}

const days = (from: string, count: number) => new Date(Date.parse(`${from}T00:00:00Z`) + count * 86_400_000).toISOString().slice(0, 10)

function textOf(key: string, field: Field, { random, matter, applicant }: Filling): string {
  if (key.endsWith('Name') && key !== 'resultName' && field.privacy !== 'none') return applicant.person.name
  if (key === 'resultName') return `${matter.slice(0, 60)}办理结果`
  if (key === 'resultNumber') return `演${1 + random.below(999_999)}`
  if (key === 'asked') return `${random.of(phrases.asked!)}。`
  if (/address|residence/i.test(key)) return applicant.person.address
  const most = (field as { max?: number }).max ?? 200
  return random.of(phrases[key] ?? [`${field.label}（演示）`]).slice(0, most)
}

function valueOf(key: string, field: Field, filling: Filling): unknown {
  const { random, today, applicant } = filling
  switch (field.kind) {
    case 'text':
      return textOf(key, field, filling)
    case 'choice': {
      const { choices, multiple } = field as unknown as ChoiceField
      const keys = Object.keys(choices)
      if (!multiple) return random.of(keys)
      const first = random.of(keys)
      const second = random.of(keys)
      return first === second || random.chance(0.5) ? [first] : [first, second]
    }
    case 'number': {
      const { min = 1, max = 100 } = field as { min?: number; max?: number }
      return Math.min(max, min + Math.floor(Math.min(max - min, 240) * random.next() ** 2))
    }
    case 'money':
      return 100_000_00 * (1 + random.below(50))
    case 'flag':
      // A declaration or a consent is given; other questions are answered as it comes.
      return /declared|consent/i.test(key) || random.chance(0.5)
    case 'date':
      return /until|expected/i.test(key) ? days(today, 365 + random.below(1500)) : today
    case 'moment':
      return `${today}T10:00:00+08:00`
    case 'person-id':
      return applicant.person.personId
    case 'credit-code':
      return applicant.entity?.creditCode
    case 'phone':
      return applicant.person.phone ?? '15400000000'
    case 'region':
      return applicant.entity?.region ?? applicant.person.region
    case 'code':
      return key === 'industry' ? '6210' : undefined
    case 'plate':
      return `粤R${String(random.below(100_000)).padStart(5, '0')}`
    case 'period':
      return { from: today, until: random.chance(0.2) ? null : days(today, 30 + random.below(1500)) }
    case 'address': {
      const { address, region } = applicant.entity ?? applicant.person
      return { text: address, region }
    }
    case 'rows': {
      const { fields } = field as unknown as RowsField
      return Array.from({ length: 1 + random.below(2) }, () => valuesFor(fields, filling))
    }
    default:
      return undefined
  }
}

/** Values for what an act asks; what may be left out is, mostly. */
export function valuesFor(fields: Fields, filling: Filling): Record<string, unknown> {
  const values: Record<string, unknown> = {}
  for (const [key, field] of Object.entries(fields)) {
    if (field.optional && !filling.random.chance(0.2)) continue
    const value = valueOf(key, field, filling)
    if (value !== undefined) values[key] = value
  }
  return values
}

const columns = (applicant: Applicant): Record<string, Record<string, unknown>> => ({
  me: applicant.person as unknown as Record<string, unknown>,
  entity: (applicant.entity ?? {}) as Record<string, unknown>,
})

/** Answers to a form, field by field as its sections come up; `wanted` are answers that are not left to chance. */
function fill(asked: Form, given: Record<string, unknown>, filling: Filling, wanted: Record<string, unknown>): Record<string, unknown> {
  const known = columns(filling.applicant)
  const answers: Record<string, unknown> = {}
  // A section may hang on an answer of one before it; each round asks what the last one opened.
  for (let open = true; open;) {
    open = false
    for (const [key, field] of Object.entries(askedFields(asked, { ...given, ...answers }))) {
      if (key in answers) continue
      const [who = '', column = ''] = ([asked.prefill[key] ?? ''].flat()[0] ?? '').split('.')
      const value = key in wanted ? wanted[key] : (known[who]?.[column] ?? undefined)
      const chosen = value ?? (field.optional && !filling.random.chance(0.3) ? null : valueOf(key, field, filling))
      answers[key] = chosen ?? null
      open = true
    }
  }
  return Object.fromEntries(Object.entries(answers).filter(([, value]) => value !== null && value !== undefined))
}

const nothing = form('', { sections: {} })
const mostTries = 20

/** Answers that guide and form of a matter take; nothing when no answers of this applicant do. */
export function answersFor(
  matter: { guide?: Form; form?: Form },
  filling: Filling,
  wanted: Record<string, unknown> = {},
): { guide: Record<string, unknown>; answers: Record<string, unknown> } | undefined {
  for (let tried = 0; tried < mostTries; tried++) {
    const guide = matter.guide ? fill(matter.guide, {}, filling, wanted) : {}
    if (checkAnswers(matter.guide ?? nothing, guide).length > 0) continue
    const answers = matter.form ? fill(matter.form, guide, filling, wanted) : {}
    if (checkAnswers(matter.form ?? nothing, answers, guide).length === 0) return { guide, answers }
  }
  return undefined
}
