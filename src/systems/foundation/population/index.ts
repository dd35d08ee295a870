import { action, choice, date, ref, system, text, withholdingGrounds } from '#declare'
import { populationIndicators } from './indicators.ts'
import { residentsLayer } from './layers.ts'
import { identityCard, residentsPension, schoolAge } from './occasions.ts'
import { persons, residences } from './registers.ts'
import { populationSteward } from './duties.ts'

/** Looks are withheld of whoever is in this register; the ground, the document and the day are asked as they are kept. */
const looks = {
  person: ref('本人', persons.name),
  since: date('查阅日期自'),
  through: date('查阅日期至', { optional: true, help: '不填为暂缓期间的全部查阅' }),
  ground: choice('法定事由', withholdingGrounds),
  document: text('法律文书和条款', { max: 200, help: '立案、调查等文书的文号，和规定保密的法律条款' }),
  reason: text('理由', { max: 500, lines: true }),
  until: date('暂缓至', { help: '到这一天起展示；最长一年，仍有必要的到期前重新申请' }),
}
const withholding = ref('查阅记录暂缓展示', 'access.withholding')

export default system('population', {
  label: '自然人库',
  about: '全市自然人的基础信息，各部门一次提供、共同使用；本人可以查看自己的信息并请求更正。',
  domain: 'foundation',
  owner: 'public-security',
  rows: ['natural-person-database'],
  registers: [persons, residences],
  occasions: [identityCard, residentsPension, schoolAge],
  roles: [populationSteward],
  indicators: populationIndicators,
  layers: [residentsLayer],
  actions: {
    withhold: action('申请暂缓展示查阅记录', {
      input: looks,
      output: { withholding },
      page: {
        about: '依法暂不让本人看到本单位对其信息的查阅；由同事批准后生效，到期自动展示，并向本人说明曾经暂缓的事由。',
        button: '提出申请',
      },
      roles: ['access.withholding-asker'],
    }),
    lift: action('提前解除暂缓展示', {
      input: { withholding },
      output: { withholding },
      page: { about: '不再需要保密的，提前解除；本人随即看到有关的查阅。', button: '解除' },
      roles: ['access.withholding-approver'],
    }),
  },
})
