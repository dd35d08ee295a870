import { choice, date, flag, number, ref, register, text } from '#declare'

/** Ranks of texts, from the highest (《立法法》 arts. 10, 72, 80–82, 91, 93; 国办发〔2018〕37号 for normative documents). */
export const ranks = {
  law: '法律',
  'administrative-regulation': '行政法规',
  'local-regulation': '地方性法规',
  'department-rule': '部门规章',
  'local-rule': '地方政府规章',
  normative: '行政规范性文件',
} as const

/** One law, regulation, rule or normative document. Its words are its articles. */
export const texts = register('regulation.text', {
  label: '法规文件',
  about: '一部法律、法规、规章或者规范性文件。',
  title: 'title',
  search: ['title', 'number', 'issuer'],
  list: ['title', 'rank', 'issuer', 'promulgatedOn', 'effectiveFrom', 'repealedOn'],
  steward: 'justice',
  share: 'unconditional',
  class: 'public',
  addedBy: 'actions',
  cycle: 'irregular',
  fields: {
    title: text('名称', { max: 200, open: true }),
    rank: choice('效力级别', ranks, { open: true }),
    number: text('文号', { max: 100, optional: true, open: true }),
    issuer: text('制定机关', { max: 200, open: true }),
    promulgatedOn: date('公布日期', { open: true }),
    effectiveFrom: date('施行日期', { help: '最近一次修订的施行日期', open: true }),
    repealedOn: date('废止日期', { optional: true, open: true }),
    preamble: text('题注', { max: 4000, lines: true, optional: true, open: true }),
    source: text('文本来源', { max: 500, open: true }),
    verified: flag('已与官方文本核对', { open: true }),
  },
})

/** One act by which a text came to be as it is: taken in, revised, repealed. */
export const amendments = register('regulation.amendment', {
  label: '立改废',
  about: '一部文件的一次收录、修订或者废止，改动了哪些条文。',
  title: 'by',
  list: ['text', 'act', 'by', 'decidedOn', 'effectiveFrom', 'changed', 'added', 'repealed'],
  search: ['by'],
  steward: 'justice',
  share: 'unconditional',
  class: 'public',
  addedBy: 'actions',
  fields: {
    text: ref('文件', 'regulation.text', { open: true }),
    act: choice('方式', { 'taken-in': '收录', revised: '修订', repealed: '废止' }, { open: true }),
    by: text('依据', { max: 300, help: '修订、废止的决定', open: true }),
    decidedOn: date('公布日期', { open: true }),
    effectiveFrom: date('施行日期', { open: true }),
    changed: number('改动条数', { min: 0, unit: '条', open: true }),
    moved: number('只调整条序条数', { min: 0, unit: '条', open: true }),
    added: number('新增条数', { min: 0, unit: '条', open: true }),
    repealed: number('删去条数', { min: 0, unit: '条', open: true }),
  },
})

/** One article for as long as it holds in these words: its periods share a key, through all changes of words and of number. */
export const articles = register('regulation.article', {
  label: '法规条文',
  about: '一条条文在一段时间里的内容；修订后是同一条的下一段。',
  title: 'number',
  search: ['number', 'heading', 'content'],
  list: ['text', 'number', 'heading', 'content'],
  steward: 'justice',
  share: 'unconditional',
  class: 'public',
  addedBy: 'actions',
  effective: true,
  fields: {
    text: ref('文件', 'regulation.text', { open: true }),
    number: text('条号', { max: 40, open: true }),
    place: number('次序', { min: 0, decimals: 2, open: true }),
    heading: text('编章节', { max: 300, optional: true, open: true }),
    content: text('条文', { max: 20_000, lines: true, open: true }),
    amendment: ref('依据', 'regulation.amendment', { open: true }),
  },
})

/** What something of the city stands on: a matter, a limit, a form that names an article. */
export const citations = register('regulation.citation', {
  label: '条文引用',
  about: '一个事项、时限、材料或者文书所依据的条文；条文修订或者废止以后要重新核对。',
  title: 'label',
  unique: [['what', 'code', 'text', 'article', 'clause']],
  search: ['label', 'code', 'number'],
  list: ['label', 'what', 'text', 'number', 'state', 'changedFrom', 'organisation'],
  steward: 'justice',
  share: 'unconditional',
  addedBy: 'actions',
  organisation: 'organisation',
  fields: {
    what: choice('引用者', { matter: '事项', limit: '时限', material: '材料', instrument: '文书', other: '其他' }),
    code: text('引用者标识', { max: 120 }),
    label: text('引用者名称', { max: 200 }),
    organisation: ref('负责单位', 'identity.organisation'),
    text: ref('文件', 'regulation.text'),
    article: text('条文标识', { max: 40, help: '同一条各时段共用' }),
    number: text('所引条号', { max: 40 }),
    clause: text('款项', { max: 60, help: '没有写明款项的，写“全条”' }),
    state: choice('状态', { holds: '有效', review: '待核对', void: '所引条文已废止' }),
    amendment: ref('因何待核对', 'regulation.amendment', { optional: true }),
    changedFrom: date('条文变动日期', { optional: true }),
    note: text('核对意见', { max: 500, lines: true, optional: true }),
  },
})
