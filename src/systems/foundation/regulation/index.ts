import { action, date, number, ref, rows, system, text } from '#declare'
import { citationChecker, regulationKeeper } from './duties.ts'
import { regulationIndicators } from './indicators.ts'
import { amendments, articles, citations, texts } from './registers.ts'

const { title, rank, number: documentNumber, issuer, promulgatedOn, effectiveFrom, source, verified } = texts.fields
const { what, code, label, organisation, number: cited } = citations.fields
const words = text('全文', { max: 500_000, lines: true, help: '从“第一条”起，每条、每款另起一行；可以带编、章、节和题注' })
const whichText = ref('文件', texts.name)
const by = text('修订依据', { max: 300, help: '作出修订的决定' })
const fates = {
  changed: number('改动', { unit: '条' }),
  moved: number('只调整条序', { unit: '条' }),
  added: number('新增', { unit: '条' }),
}
const repealed = number('删去', { unit: '条' })
const toReview = number('待核对的引用', { unit: '处' })

export default system('regulation', {
  label: '政策法规库',
  about: '法律、法规、规章和规范性文件，逐条收录，每条注明何时有效；条文修订后，引用它的事项自动提示核对。',
  domain: 'foundation',
  owner: 'justice',
  rows: ['policy-regulation-database'],
  registers: [texts, articles, amendments, citations],
  roles: [regulationKeeper, citationChecker],
  indicators: regulationIndicators,
  actions: {
    takeIn: action('收录法规', {
      input: { title, rank, number: documentNumber, issuer, promulgatedOn, effectiveFrom, source, verified, words },
      output: { text: whichText, articles: number('条文', { unit: '条' }) },
      page: { about: '贴入全文，按条收录；看不懂的地方会指出是第几行。' },
      roles: [regulationKeeper.name],
    }),
    compare: action('比对修订', {
      input: { text: whichText, words },
      output: {
        ...fates,
        repealed,
        articles: rows('逐条', {
          fate: text('变化', { max: 20 }),
          before: text('原条号', { max: 40, optional: true }),
          after: text('新条号', { max: 40, optional: true }),
          cited: number('引用', { unit: '处' }),
          begins: text('开头', { max: 60 }),
        }),
      },
      page: { about: '贴入修订后的全文，先看哪些条文改动、新增、删去，哪些事项引用了它们。' },
      roles: [regulationKeeper.name],
    }),
    revise: action('录入修订', {
      input: { text: whichText, by, number: documentNumber, promulgatedOn, effectiveFrom, source, verified, words },
      output: { amendment: ref('立改废', amendments.name), ...fates, repealed, toReview },
      page: { about: '录入修订后的全文；改动的条文从施行之日起是新的一段，引用它们的事项转为待核对。' },
      roles: [regulationKeeper.name],
    }),
    repeal: action('录入废止', {
      input: { text: whichText, by: text('废止依据', { max: 300 }), decidedOn: promulgatedOn, from: date('废止日期') },
      output: { amendment: ref('立改废', amendments.name), repealed, toReview },
      page: { about: '一部文件整部废止；引用它的事项不再有依据。' },
      roles: [regulationKeeper.name],
    }),
    cite: action('登记引用', {
      input: { what, code, label, organisation, text: whichText, number: cited, clause: text('款项', { max: 60, optional: true }) },
      output: { citation: ref('条文引用', citations.name) },
      page: { about: '写明一个事项、时限、材料或者文书依据哪一条。' },
      roles: [regulationKeeper.name, citationChecker.name],
    }),
    citeNamed: action('按名称登记引用', {
      input: {
        what,
        code,
        label,
        organisation,
        law: text('法规名称', { max: 200 }),
        named: text('条款', { max: 200, help: '第四十二条第一款；第八、九、十条' }),
      },
      output: { cited: number('登记的引用', { unit: '处' }) },
      roles: [regulationKeeper.name],
    }),
    confirm: action('核对引用', {
      input: {
        citation: ref('条文引用', citations.name),
        number: text('现引条号', { max: 40, help: '条序变了的，填新的条号；改引别的条文的，也填在这里' }),
        note: text('核对意见', { max: 500, lines: true }),
      },
      output: { citation: ref('条文引用', citations.name), number: text('现引条号', { max: 40 }) },
      page: { about: '条文变动以后，看过事项是否要改，写明现在依据哪一条。' },
      roles: [regulationKeeper.name, citationChecker.name],
    }),
  },
})
