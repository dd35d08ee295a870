import { template, type Template, type TemplateFields } from '#declare'
import {
  acceptedOn,
  caseFields,
  gap,
  grounds,
  onlyReceived,
  paragraph,
  reason,
  receivedOn,
  recipient,
  signature,
} from '../restaurant/templates/parts.ts'

/** Where to turn, where the matter's kind makes the decision one that can be reviewed and the body is known. */
const remedyFields = {
  reviewBody: { label: '复议机关', kind: 'text', optional: true },
  court: { label: '有管辖权的人民法院', kind: 'text', optional: true },
} as const satisfies TemplateFields
const remedies = { block: 'remedies', review: '{reviewBody}', court: '{court}', when: 'reviewBody' } as const

/** Handed out when the application comes in; for a licence it says until when the check runs (行政许可法 art. 32). */
const receipt = template('hall.general-receipt', {
  label: '申请材料接收凭证',
  kind: 'instrument',
  page: 'A4',
  title: '申请材料接收凭证',
  source: '行政许可法第三十二条',
  fields: {
    ...caseFields,
    ...receivedOn,
    asked: { label: '申请内容', kind: 'text' },
    checkDue: { label: '核对期限届满日', kind: 'date', optional: true },
    materials: { label: '材料清单', kind: 'list', optional: true },
  },
  blocks: [
    recipient,
    paragraph('本机关于{receivedOn}收到你（单位）提出的{matter}申请，办件编号为{caseNumber}。申请内容：{asked}'),
    paragraph('收到的材料：'),
    { block: 'list', of: 'materials', empty: '申请表' },
    paragraph(
      '本机关将自收到之日起对材料是否齐全、是否符合法定形式进行核对，核对期限至{checkDue}。需要补正的，将在该期限内一次告知全部补正内容；逾期没有告知的，自收到材料之日起即为受理。',
      'checkDue',
    ),
    onlyReceived,
    signature,
  ],
})

/** One notice of everything that is missing. */
const supplement = template('hall.general-supplement', {
  label: '申请材料补正告知书',
  kind: 'instrument',
  page: 'A4',
  title: '申请材料补正告知书',
  source: '行政许可法第三十二条第一款第四项',
  fields: {
    ...caseFields,
    ...receivedOn,
    gaps: {
      label: '补正内容清单',
      kind: 'list',
      items: gap,
    },
  },
  blocks: [
    recipient,
    paragraph('你（单位）于{receivedOn}提交的{matter}申请（办件编号{caseNumber}），经核对需要补正。现将需要补正的全部内容一次告知如下：'),
    { block: 'list', of: 'gaps', item: '{material}：{problem}；{request}。' },
    paragraph('请按上述要求补正后，通过原提交渠道或者综合窗口提交。按照要求补齐的，本机关应当受理；本告知书以外的材料，不再要求补正。'),
    signature,
  ],
})

/** From its day the limits run, where there are any. */
const acceptance = template('hall.general-acceptance', {
  label: '受理通知书',
  kind: 'instrument',
  page: 'A4',
  title: '受理通知书',
  source: '行政许可法第三十二条',
  fields: {
    ...caseFields,
    ...receivedOn,
    ...acceptedOn,
    lapsedOn: { label: '视为受理日期', kind: 'date', optional: true },
    statutoryDays: { label: '法定办理期限的工作日数', kind: 'text', optional: true },
    statutoryDue: { label: '法定期限届满日', kind: 'date', optional: true },
  },
  blocks: [
    recipient,
    paragraph('你（单位）于{receivedOn}提出的{matter}申请（办件编号{caseNumber}），材料齐全，自{acceptedOn}起予以受理。'),
    paragraph(
      '因没有在法定期限内告知需要补正的内容，根据《中华人民共和国行政许可法》第三十二条的规定，申请自{lapsedOn}起视为受理。',
      'lapsedOn',
    ),
    paragraph(
      '根据《中华人民共和国行政许可法》第四十二条第一款的规定，自受理之日起{statutoryDays}个工作日内作出决定，至{statutoryDue}届满；法律、法规另有规定的，依照其规定。依法需要听证、检验、检测、检疫、鉴定和专家评审的，所需时间不计入期限，另行书面告知。',
      'statutoryDue',
    ),
    signature,
  ],
})

/** The right body is named where there is one (行政许可法 art. 32(1)(2)). */
const refusalToAccept = template('hall.general-refusal-to-accept', {
  label: '不予受理决定书',
  kind: 'instrument',
  page: 'A4',
  title: '不予受理决定书',
  source: '行政许可法第三十二条',
  fields: {
    ...caseFields,
    ...remedyFields,
    ...receivedOn,
    ...reason,
    rightBody: { label: '有权办理的机关', kind: 'text', optional: true },
  },
  blocks: [
    recipient,
    paragraph('你（单位）于{receivedOn}提出的{matter}申请（办件编号{caseNumber}），经审查，{reason}，本机关决定不予受理。'),
    paragraph('你（单位）可以向{rightBody}提出申请。', 'rightBody'),
    remedies,
    signature,
  ],
})

const decision = template('hall.general-decision', {
  label: '准予办理决定书',
  kind: 'instrument',
  page: 'A4',
  title: '准予办理决定书',
  source: '行政许可法第三十八条第一款',
  fields: {
    ...caseFields,
    ...grounds,
    ...acceptedOn,
    statutoryDue: { label: '法定期限届满日', kind: 'date', optional: true },
  },
  blocks: [
    recipient,
    paragraph(
      '你（单位）提出的{matter}申请（办件编号{caseNumber}），本机关于{acceptedOn}受理。经审查，{facts}，符合办理条件。根据{lawCited}的规定，本机关于{issuedOn}决定准予办理。',
    ),
    paragraph('本决定属于行政许可决定，依照《中华人民共和国行政许可法》第三十八条第一款作出。', 'statutoryDue'),
    signature,
  ],
})

/** Reasons and both remedies (行政许可法 art. 38(2)). */
const refusal = template('hall.general-refusal', {
  label: '不予办理决定书',
  kind: 'instrument',
  page: 'A4',
  title: '不予办理决定书',
  source: '行政许可法第三十八条第二款',
  fields: {
    ...caseFields,
    ...remedyFields,
    ...grounds,
    ...reason,
    ...acceptedOn,
  },
  blocks: [
    recipient,
    paragraph(
      '你（单位）提出的{matter}申请（办件编号{caseNumber}），本机关于{acceptedOn}受理。经审查，{facts}，{reason}。根据{lawCited}的规定，本机关于{issuedOn}决定不予办理。',
    ),
    remedies,
    signature,
  ],
})

/** The papers of the general procedure; delivery, extension and special procedure are those that every procedure has. */
export const generalTemplates: readonly Template[] = [receipt, supplement, acceptance, refusalToAccept, decision, refusal]
