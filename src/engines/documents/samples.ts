import { template, type DataOf } from '#declare'

/** A one-time notice of what is missing: the instrument that the tests render. */
export const supplementNotice = template('sample.supplement-notice', {
  label: '补正材料通知书',
  kind: 'instrument',
  page: 'A4',
  title: '行政许可申请材料补正告知书',
  source: '行政许可法第三十二条第一款第（四）项',
  fields: {
    applicant: { label: '申请人', kind: 'text' },
    matter: { label: '事项', kind: 'text' },
    receivedAt: { label: '收件时间', kind: 'moment' },
    deadline: { label: '补正期限', kind: 'date' },
    fee: { label: '费用', kind: 'money' },
    gaps: {
      label: '需补正材料',
      kind: 'list',
      items: { name: { label: '材料', kind: 'text' }, gap: { label: '补正内容', kind: 'text' } },
    },
    remark: { label: '备注', kind: 'text', optional: true },
  },
  blocks: [
    { block: 'recipient', text: '{applicant}：' },
    {
      block: 'paragraph',
      text: '你（单位）于{receivedAt:date-zh}提出的“{matter}”申请收悉。经审查，申请材料不齐全或者不符合法定形式，现一次性告知需要补正的全部内容。请于{deadline}前补正；逾期未告知的，自收到申请材料之日起即为受理。',
    },
    { block: 'heading', text: '一、需要补正的材料（共{gaps:count}项）' },
    { block: 'list', of: 'gaps', item: '{name}：{gap}。' },
    {
      block: 'rows',
      rows: [
        { label: '收件时间', text: '{receivedAt}' },
        { label: '应缴费用', text: '{fee}（大写：{fee:money-zh}）' },
        { label: '备注', text: '{remark}', when: 'remark' },
      ],
    },
    { block: 'remedies', review: '清远市人民政府', court: '清远市清城区人民法院' },
    { block: 'signature', organisation: '{organisation}', date: '{issuedOn}' },
  ],
})

/** A permit to hang on a wall: the certificate that the tests render. */
export const permit = template('sample.food-permit', {
  label: '食品经营许可证',
  kind: 'certificate',
  page: 'A4-landscape',
  title: '食品经营许可证',
  fields: {
    holder: { label: '经营者名称', kind: 'text' },
    creditCode: { label: '统一社会信用代码', kind: 'text' },
    person: { label: '法定代表人', kind: 'text' },
    address: { label: '经营场所', kind: 'text' },
    scope: { label: '经营项目', kind: 'list' },
    validTo: { label: '有效期至', kind: 'date' },
  },
  blocks: [
    {
      block: 'rows',
      rows: [
        { label: '经营者名称', text: '{holder}' },
        { label: '统一社会信用代码', text: '{creditCode}' },
        { label: '法定代表人', text: '{person}' },
        { label: '经营场所', text: '{address}' },
        { label: '经营项目', text: '{scope}' },
        { label: '有效期至', text: '{validTo}' },
      ],
    },
    { block: 'signature', organisation: '{organisation}', date: '{issuedOn}' },
  ],
})

export const noticeData: DataOf<typeof supplementNotice> = {
  applicant: '清远市清城区老广味道餐饮有限公司',
  matter: '开办餐饮店‘一件事’',
  receivedAt: '2026-03-02T09:05:00+08:00',
  deadline: '2026-03-16',
  fee: 10700053,
  gaps: [
    { name: '经营场所使用证明', gap: '租赁合同缺少出租方签字页，请补交完整合同（PDF 或 JPG 格式，每个文件不超过 20 MB）' },
    { name: '食品安全管理制度', gap: '未载明从业人员健康管理与培训管理制度' },
    {
      name: '店招设置效果图',
      gap: '缺少标注尺寸的实景效果图；文件可在 https://qingyuan.example/hall/materials/shop-sign/requirements 下载样例',
    },
  ],
  remark: null,
}

export const permitData: DataOf<typeof permit> = {
  holder: '清远市清城区老广味道餐饮有限公司',
  creditCode: '91441802MA4UQ3WT0K',
  person: '㛃䶮𬭼',
  address: '广东省清远市清城区凤城街道北江一路 18 号首层 01—03 号铺',
  scope: ['热食类食品制售', '冷食类食品制售（不含生食海产品）', '自制饮品制售'],
  validTo: '2031-03-15',
}
