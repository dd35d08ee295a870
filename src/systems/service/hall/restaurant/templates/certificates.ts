import { template } from '#declare'
import { paragraph, recipient, signature } from './parts.ts'

/** What a business licence states: 市场主体登记管理条例实施细则 art. 23. */
export const businessLicence = template('hall.business-licence', {
  label: '营业执照',
  kind: 'certificate',
  page: 'certificate',
  title: '营业执照',
  source: '市场主体登记管理条例实施细则第二十三条',
  fields: {
    creditCode: { label: '统一社会信用代码', kind: 'text' },
    name: { label: '名称', kind: 'text' },
    kind: { label: '类型（组成形式）', kind: 'text' },
    principal: { label: '法定代表人（经营者）', kind: 'text' },
    capital: { label: '注册资本', kind: 'money', optional: true },
    establishedOn: { label: '成立日期', kind: 'date' },
    address: { label: '住所（经营场所）', kind: 'text' },
    scope: { label: '经营范围', kind: 'text' },
  },
  blocks: [
    {
      block: 'rows',
      rows: [
        { label: '统一社会信用代码', text: '{creditCode}' },
        { label: '名称', text: '{name}' },
        { label: '类型', text: '{kind}' },
        { label: '法定代表人（经营者）', text: '{principal}' },
        { label: '注册资本', text: '{capital:money-zh}', when: 'capital' },
        { label: '成立日期', text: '{establishedOn}' },
        { label: '住所（经营场所）', text: '{address}' },
        { label: '经营范围', text: '{scope}' },
      ],
    },
    signature,
  ],
})

/** Valid five years: 食品安全法实施条例 art. 15. */
export const foodPermit = template('hall.food-permit', {
  label: '食品经营许可证',
  kind: 'certificate',
  page: 'A4-landscape',
  title: '食品经营许可证',
  source: '食品安全法第三十五条；食品安全法实施条例第十五条',
  fields: {
    permitNumber: { label: '许可证编号', kind: 'text' },
    name: { label: '经营者名称', kind: 'text' },
    creditCode: { label: '统一社会信用代码', kind: 'text' },
    principal: { label: '法定代表人（负责人、经营者）', kind: 'text' },
    residence: { label: '住所', kind: 'text' },
    address: { label: '经营场所', kind: 'text' },
    business: { label: '主体业态', kind: 'text' },
    items: { label: '经营项目', kind: 'list' },
    validUntil: { label: '有效期至', kind: 'date' },
  },
  blocks: [
    {
      block: 'rows',
      rows: [
        { label: '许可证编号', text: '{permitNumber}' },
        { label: '经营者名称', text: '{name}' },
        { label: '统一社会信用代码', text: '{creditCode}' },
        { label: '法定代表人（经营者）', text: '{principal}' },
        { label: '住所', text: '{residence}' },
        { label: '经营场所', text: '{address}' },
        { label: '主体业态', text: '{business}' },
        { label: '经营项目', text: '{items}' },
        { label: '有效期至', text: '{validUntil}' },
      ],
    },
    signature,
  ],
})

/** The fire and rescue body's opinion with which a place may open (消防法 art. 15; 应急〔2021〕34号). */
export const fireOpinion = template('hall.fire-safety-opinion', {
  label: '公众聚集场所投入使用、营业前消防安全检查意见书',
  kind: 'certificate',
  page: 'A4',
  title: '公众聚集场所投入使用、营业前消防安全检查意见书',
  source: '消防法第十五条',
  fields: {
    applicant: { label: '申请人', kind: 'text' },
    name: { label: '场所名称', kind: 'text' },
    address: { label: '地址', kind: 'text' },
    storey: { label: '所在层数', kind: 'text' },
    floorArea: { label: '建筑面积', kind: 'text' },
    use: { label: '使用性质', kind: 'text' },
    answerable: { label: '消防安全责任人', kind: 'text' },
    way: { label: '申请方式', kind: 'text' },
    opinion: { label: '意见', kind: 'text' },
  },
  blocks: [
    recipient,
    {
      block: 'rows',
      rows: [
        { label: '场所名称', text: '{name}' },
        { label: '地址', text: '{address}' },
        { label: '所在层数', text: '{storey}' },
        { label: '建筑面积', text: '{floorArea}' },
        { label: '使用性质', text: '{use}' },
        { label: '消防安全责任人', text: '{answerable}' },
        { label: '申请方式', text: '{way}' },
        { label: '意见', text: '{opinion}' },
      ],
    },
    signature,
  ],
})

/** The paper of a filing: no licence, but what proves that the sign was filed. */
export const signboardFiling = template('hall.signboard-filing', {
  label: '户外招牌设施设置备案回执',
  kind: 'certificate',
  page: 'A4',
  title: '户外招牌设施设置备案回执',
  source: '清远市户外广告设施和招牌设置管理办法第五条',
  fields: {
    applicant: { label: '设置人', kind: 'text' },
    caseNumber: { label: '办件编号', kind: 'text' },
    signText: { label: '招牌名称', kind: 'text' },
    position: { label: '位置', kind: 'text' },
    size: { label: '尺寸', kind: 'text' },
    address: { label: '设置地点', kind: 'text' },
  },
  blocks: [
    recipient,
    paragraph('你（单位）提交的户外招牌设施设置备案材料（办件编号{caseNumber}）齐全，本机关予以备案。'),
    {
      block: 'rows',
      rows: [
        { label: '招牌名称', text: '{signText}' },
        { label: '位置', text: '{position}' },
        { label: '尺寸', text: '{size}' },
        { label: '设置地点', text: '{address}' },
      ],
    },
    paragraph(
      '设置人应当保证招牌安全牢固、整洁完好，及时维护；不再使用的应当及时拆除。本备案不代替依法应当取得的其他许可，招牌改为发布商业广告的，应当依法办理户外广告设施审批。',
    ),
    signature,
  ],
})
