import { template, type TemplateFields } from '#declare'
import { acceptedOn, caseFields, grounds, paragraph, reason, receivedOn, recipient, remedies, remedyFields, signature } from './parts.ts'

const address = { address: { label: '经营场所地址', kind: 'text' } } as const satisfies TemplateFields
const extended = {
  ...reason,
  statutoryDue: { label: '原期限届满日', kind: 'date' },
  approverTitle: { label: '批准人职务', kind: 'text' },
  approvedOn: { label: '批准日期', kind: 'date' },
  extensionDays: { label: '延长的工作日数', kind: 'text' },
  extendedDue: { label: '延长后的届满日', kind: 'date' },
} as const satisfies TemplateFields

const obeyScope = paragraph(
  '请在许可的范围内依法开展活动，接受本机关依法进行的监督检查。许可事项发生变化的，应当依法申请变更；需要延续的，应当在规定期限内提出申请。',
)

/** 市场主体登记管理条例 arts. 19, 21, 22. */
export const registrationNotice = template('hall.registration-notice', {
  label: '登记通知书',
  kind: 'instrument',
  page: 'A4',
  title: '登记通知书',
  source: '市场主体登记管理条例实施细则第十八条',
  fields: {
    ...caseFields,
    ...address,
    registeredCode: { label: '统一社会信用代码', kind: 'text' },
    registered: { label: '登记内容', kind: 'text' },
  },
  blocks: [
    recipient,
    paragraph(
      '你（单位）提交的设立登记申请（办件编号{caseNumber}），申请材料齐全、符合法定形式。根据《中华人民共和国市场主体登记管理条例》第十九条、第二十一条的规定，本机关决定准予登记，签发营业执照，统一社会信用代码为{registeredCode}，成立日期为{issuedOn}。',
    ),
    paragraph('登记内容：{registered}。住所（经营场所）：{address}。'),
    paragraph(
      '营业执照分为正本和副本，电子营业执照与纸质营业执照具有同等法律效力。餐饮服务等依法须经批准的项目，取得许可后方可开展经营活动。',
    ),
    signature,
  ],
})

/** 市场主体登记管理条例 art. 20. */
export const registrationRefusal = template('hall.registration-refusal', {
  label: '不予登记通知书',
  kind: 'instrument',
  page: 'A4',
  title: '不予登记通知书',
  source: '市场主体登记管理条例实施细则第十九条',
  fields: { ...caseFields, ...remedyFields, ...grounds, ...reason },
  blocks: [
    recipient,
    paragraph(
      '你（单位）提交的设立登记申请（办件编号{caseNumber}），经审查，{facts}，{reason}。根据《中华人民共和国市场主体登记管理条例》第二十条的规定，本机关于{issuedOn}决定不予登记，适用的条款为{lawCited}。',
    ),
    remedies,
    signature,
  ],
})

/** A complicated registration takes three working days more, told in writing. */
export const registrationExtension = template('hall.registration-extension', {
  label: '延长登记期限通知书',
  kind: 'instrument',
  page: 'A4',
  title: '延长办理期限通知书',
  source: '市场主体登记管理条例第十九条',
  fields: { ...caseFields, ...extended, ...receivedOn },
  blocks: [
    recipient,
    paragraph(
      '你（单位）提交的设立登记申请（办件编号{caseNumber}），本机关于{receivedOn}收到材料，原审查期限至{statutoryDue}届满。因{reason}，情形复杂，不能在该期限内登记。根据《中华人民共和国市场主体登记管理条例》第十九条的规定，经{approverTitle}于{approvedOn}批准，审查期限延长{extensionDays}个工作日，至{extendedDue}届满。',
    ),
    paragraph('特此告知。'),
    signature,
  ],
})

/** 行政许可法 art. 38(1). */
export const foodGrant = template('hall.food-grant', {
  label: '准予食品经营许可决定书',
  kind: 'instrument',
  page: 'A4',
  title: '准予行政许可决定书',
  source: '行政许可法第三十八条第一款、第四十四条',
  fields: {
    ...caseFields,
    ...acceptedOn,
    ...grounds,
    ...address,
    permitScope: { label: '准予的经营项目', kind: 'text' },
    permitNumber: { label: '许可证编号', kind: 'text' },
    permitUntil: { label: '有效期止日', kind: 'date' },
  },
  blocks: [
    recipient,
    paragraph(
      '你（单位）提出的{matter}申请（办件编号{caseNumber}），本机关于{acceptedOn}受理。经审查，{facts}，符合{lawCited}规定的条件。根据《中华人民共和国行政许可法》第三十八条第一款的规定，本机关于{issuedOn}决定准予行政许可。',
    ),
    paragraph('准予的内容：{permitScope}。经营场所：{address}。'),
    paragraph(
      '本机关将自本决定作出之日起十个工作日内向你（单位）颁发、送达食品经营许可证（编号{permitNumber}），有效期自{issuedOn}至{permitUntil}。',
    ),
    obeyScope,
    signature,
  ],
})

/** 行政许可法 art. 38(1); the place was inspected first. */
export const fireGrant = template('hall.fire-grant', {
  label: '准予投入使用、营业决定书',
  kind: 'instrument',
  page: 'A4',
  title: '准予行政许可决定书',
  source: '行政许可法第三十八条第一款、第四十四条；消防法第十五条',
  fields: { ...caseFields, ...acceptedOn, ...grounds, ...address, opinionNumber: { label: '意见书编号', kind: 'text' } },
  blocks: [
    recipient,
    paragraph(
      '你（单位）提出的{matter}申请（办件编号{caseNumber}），本机关于{acceptedOn}受理。经检查，{facts}，符合{lawCited}规定的条件。根据《中华人民共和国行政许可法》第三十八条第一款的规定，本机关于{issuedOn}决定准予行政许可。',
    ),
    paragraph('准予的内容：场所投入使用、营业。经营场所：{address}。'),
    paragraph(
      '本机关将自本决定作出之日起十个工作日内向你（单位）送达公众聚集场所投入使用、营业前消防安全检查意见书（编号{opinionNumber}），长期有效；扩建、改建（含室内装修）、改变用途的应当重新申请。',
    ),
    obeyScope,
    signature,
  ],
})

/** 消防法 art. 15(2): granted on a commitment, inspected afterwards; art. 58 says what follows when it was false. */
export const fireCommitmentGrant = template('hall.fire-commitment-grant', {
  label: '准予投入使用、营业决定书（告知承诺）',
  kind: 'instrument',
  page: 'A4',
  title: '准予行政许可决定书',
  source: '消防法第十五条第二款、第五十八条',
  fields: { ...caseFields, ...acceptedOn, ...address, opinionNumber: { label: '意见书编号', kind: 'text' } },
  blocks: [
    recipient,
    paragraph(
      '你（单位）选择以告知承诺方式提出的{matter}申请（办件编号{caseNumber}），本机关于{acceptedOn}受理。你（单位）已书面承诺场所符合消防技术标准和管理规定，所提交的材料齐全、符合法定形式。根据《中华人民共和国消防法》第十五条第二款的规定，本机关于{issuedOn}决定准予行政许可，并将依法对场所进行核查；核查发现与承诺内容不符的，依法予以处罚并责令限期改正；逾期不改正或者改正后仍不符合要求的，依法撤销许可。',
    ),
    paragraph('准予的内容：场所投入使用、营业。经营场所：{address}。'),
    paragraph('本机关将自本决定作出之日起十个工作日内送达公众聚集场所投入使用、营业前消防安全检查意见书（编号{opinionNumber}）。'),
    obeyScope,
    signature,
  ],
})

/** 行政许可法 art. 38(2): reasons and both remedies. */
export const permitRefusal = template('hall.permit-refusal', {
  label: '不予行政许可决定书',
  kind: 'instrument',
  page: 'A4',
  title: '不予行政许可决定书',
  source: '行政许可法第三十八条第二款',
  fields: { ...caseFields, ...acceptedOn, ...grounds, ...reason, ...remedyFields },
  blocks: [
    recipient,
    paragraph(
      '你（单位）提出的{matter}申请（办件编号{caseNumber}），本机关于{acceptedOn}受理。经审查，{facts}，不符合{lawCited}规定的条件，理由如下：',
    ),
    paragraph('{reason}'),
    paragraph(
      '根据《中华人民共和国行政许可法》第三十八条第二款的规定，本机关于{issuedOn}决定不予行政许可。不符合的情形消除后，你（单位）可以重新提出申请。',
    ),
    remedies,
    signature,
  ],
})

/** 行政许可法 art. 42(1): the head of the body approves, the applicant is told why. */
export const permitExtension = template('hall.permit-extension', {
  label: '延长办理期限通知书',
  kind: 'instrument',
  page: 'A4',
  title: '延长办理期限通知书',
  source: '行政许可法第四十二条第一款',
  fields: { ...caseFields, ...acceptedOn, ...extended, lawCited: { label: '适用条款', kind: 'text' } },
  blocks: [
    recipient,
    paragraph(
      '你（单位）提出的{matter}申请（办件编号{caseNumber}），本机关于{acceptedOn}受理，原办理期限至{statutoryDue}届满。因{reason}，不能在该期限内作出决定。根据{lawCited}的规定，经{approverTitle}于{approvedOn}批准，办理期限延长{extensionDays}个工作日，至{extendedDue}届满。',
    ),
    paragraph('特此告知。'),
    signature,
  ],
})

/** 行政许可法 art. 45: only these procedures stop the limit, and the applicant is told how long. */
export const specialProcedure = template('hall.special-procedure', {
  label: '特别程序所需时间告知书',
  kind: 'instrument',
  page: 'A4',
  title: '特别程序所需时间告知书',
  source: '行政许可法第四十五条',
  fields: {
    ...caseFields,
    ...acceptedOn,
    lawCited: { label: '适用条款', kind: 'text' },
    ground: { label: '特别程序', kind: 'text' },
    expectedDays: { label: '所需工作日数', kind: 'text' },
  },
  blocks: [
    recipient,
    paragraph(
      '你（单位）提出的{matter}申请（办件编号{caseNumber}），本机关于{acceptedOn}受理。根据{lawCited}的规定，作出决定前依法需要进行{ground}，所需时间为{expectedDays}个工作日，自{issuedOn}起。',
    ),
    paragraph('根据《中华人民共和国行政许可法》第四十五条的规定，上述时间不计算在办理期限内。{ground}结束后，办理期限继续计算。'),
    signature,
  ],
})

/** The sign is not one that is filed: what it is instead, and where to ask. */
export const filingReturn = template('hall.filing-return', {
  label: '不予备案告知书',
  kind: 'instrument',
  page: 'A4',
  title: '不予备案告知书',
  source: '清远市户外广告设施和招牌设置管理办法第三条',
  fields: {
    ...caseFields,
    ...remedyFields,
    ...reason,
    ...receivedOn,
    rightBody: { label: '有权办理的机关', kind: 'text' },
  },
  blocks: [
    recipient,
    paragraph(
      '你（单位）于{receivedOn}提交的户外招牌设施设置备案材料（办件编号{caseNumber}），经核对，{reason}，不属于招牌设置备案的范围，本机关不予备案。',
    ),
    paragraph('需要设置户外广告设施的，请向{rightBody}申请办理审批。'),
    remedies,
    signature,
  ],
})
