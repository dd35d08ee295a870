import { template } from '#declare'
import {
  acceptedOn,
  caseFields,
  gap,
  onlyReceived,
  paragraph,
  reason,
  receivedOn,
  recipient,
  remedies,
  remedyFields,
  signature,
} from './parts.ts'

/** Handed out when the application comes in; it says until when the check runs (行政许可法 art. 32). */
export const receipt = template('hall.restaurant-receipt', {
  label: '申请材料接收凭证',
  kind: 'instrument',
  page: 'A4',
  title: '申请材料接收凭证',
  source: '行政许可法第三十二条',
  fields: {
    ...caseFields,
    agentName: { label: '代理人', kind: 'text', optional: true },
    ...receivedOn,
    checkDue: { label: '核对期限届满日', kind: 'date' },
    materials: { label: '材料清单', kind: 'list' },
  },
  blocks: [
    recipient,
    paragraph('本机关于{receivedOn}收到你（单位）提出的{matter}申请及下列材料，办件编号为{caseNumber}：'),
    { block: 'list', of: 'materials', empty: '申请表' },
    paragraph('代理人：{agentName}。', 'agentName'),
    paragraph(
      '本机关将自收到之日起对材料是否齐全、是否符合法定形式进行核对，核对期限至{checkDue}。材料需要补正的，将在该期限内一次告知全部补正内容；逾期没有告知的，自收到材料之日起即为受理。',
    ),
    onlyReceived,
    signature,
  ],
})

/** One notice of everything that is missing, by body (行政许可法 art. 32(1)(4), 优化营商环境条例 art. 36). */
export const supplementNotice = template('hall.restaurant-supplement', {
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
      items: {
        body: { label: '部门', kind: 'text' },
        ...gap,
      },
    },
    supplementBy: { label: '建议补正日期', kind: 'date', optional: true },
  },
  blocks: [
    recipient,
    paragraph(
      '你（单位）于{receivedOn}提交的{matter}申请（办件编号{caseNumber}），经核对，申请材料不齐全或者不符合法定形式。现将需要补正的全部内容一次告知如下：',
    ),
    { block: 'list', of: 'gaps', item: '［{body}］{material}：{problem}；{request}。' },
    paragraph(
      '请按上述要求补正后，通过原提交渠道或者综合窗口提交。按照要求提交全部补正材料的，本机关应当受理；本告知书以外的材料，不再要求补正。',
    ),
    paragraph('建议于{supplementBy}前完成补正。', 'supplementBy'),
    paragraph('对补正内容有疑问的，可以要求本机关说明、解释。'),
    signature,
  ],
})

/** Acceptance for all the bodies at once (行政许可法 arts. 26, 32, 42(2)); from its day the limits run. */
export const acceptance = template('hall.restaurant-acceptance', {
  label: '受理通知书',
  kind: 'instrument',
  page: 'A4',
  title: '受理通知书',
  source: '行政许可法第三十二条、第四十二条第二款',
  fields: {
    ...caseFields,
    ...receivedOn,
    ...acceptedOn,
    lapsedOn: { label: '视为受理日期', kind: 'date', optional: true },
    components: { label: '联办事项', kind: 'list' },
    jointDays: { label: '法定办理期限的工作日数', kind: 'text' },
    jointDue: { label: '法定期限届满日', kind: 'date' },
    jointPromisedDays: { label: '承诺期限的工作日数', kind: 'text' },
    jointPromisedDue: { label: '承诺期限届满日', kind: 'date' },
  },
  blocks: [
    recipient,
    paragraph(
      '你（单位）于{receivedOn}提出的{matter}申请（办件编号{caseNumber}），属于本机关职权范围，申请材料齐全、符合法定形式。根据《中华人民共和国行政许可法》第三十二条的规定，自{acceptedOn}起予以受理。',
    ),
    paragraph(
      '因本机关没有在法定期限内告知需要补正的内容，根据该条第一款第四项的规定，申请自收到材料之日即{lapsedOn}起视为受理。',
      'lapsedOn',
    ),
    paragraph(
      '本次联办的事项为：{components}。各事项分别适用各自的办理期限，全部办结的法定期限为自受理之日起{jointDays}个工作日，至{jointDue}届满；承诺{jointPromisedDays}个工作日内全部办结，至{jointPromisedDue}届满。各事项由主管机关分别作出决定，由综合窗口统一送达。',
    ),
    paragraph('依法需要听证、检验、检测、检疫、鉴定和专家评审的，所需时间不计入期限，另行书面告知。'),
    signature,
  ],
})

/** Not this body's business; the right one is named (行政许可法 art. 32(1)(2)). */
export const refusalToAccept = template('hall.restaurant-refusal-to-accept', {
  label: '不予受理决定书',
  kind: 'instrument',
  page: 'A4',
  title: '不予受理决定书',
  source: '行政许可法第三十二条第一款第二项',
  fields: {
    ...caseFields,
    ...remedyFields,
    ...receivedOn,
    ...reason,
    rightBody: { label: '有权办理的机关', kind: 'text' },
  },
  blocks: [
    recipient,
    paragraph(
      '你（单位）于{receivedOn}提出的{matter}申请（办件编号{caseNumber}），经审查，{reason}，依法不属于本机关职权范围。根据《中华人民共和国行政许可法》第三十二条第一款第二项的规定，本机关决定不予受理。',
    ),
    paragraph('你（单位）可以向{rightBody}提出申请。'),
    remedies,
    signature,
  ],
})

/** What was served, how and when (行政许可法 art. 44; form and day by analogy with 民事诉讼法 arts. 87, 90). */
export const proofOfDelivery = template('hall.restaurant-delivery', {
  label: '送达回证',
  kind: 'instrument',
  page: 'A4',
  title: '送达回证',
  seal: false,
  source: '行政许可法第四十四条；民事诉讼法第八十七条、第九十条',
  fields: {
    ...caseFields,
    documents: {
      label: '送达的文书和证件',
      kind: 'list',
      items: { name: { label: '名称', kind: 'text' }, number: { label: '编号', kind: 'text' } },
    },
    deliveryWay: { label: '送达方式', kind: 'text' },
    deliveryPlace: { label: '送达地点（系统账号）', kind: 'text' },
    remarks: { label: '备注', kind: 'text', optional: true },
    officer: { label: '送达人', kind: 'text' },
  },
  blocks: [
    {
      block: 'rows',
      rows: [
        { label: '办件编号', text: '{caseNumber}' },
        { label: '事项', text: '{matter}' },
        { label: '受送达人', text: '{applicant}' },
        { label: '送达方式', text: '{deliveryWay}' },
        { label: '送达地点（系统账号）', text: '{deliveryPlace}' },
        { label: '送达日期', text: '{issuedOn}' },
        { label: '送达人', text: '{officer}' },
        { label: '备注', text: '{remarks}', when: 'remarks' },
      ],
    },
    { block: 'heading', text: '送达的文书和证件' },
    { block: 'list', of: 'documents', item: '{name}　{number}' },
    { block: 'blanks', labels: ['受送达人签收（电子送达以到达系统账号的记录为准）'] },
    signature,
  ],
})

/** Every component is decided; each decision keeps its own remedies. */
export const conclusion = template('hall.restaurant-conclusion', {
  label: '“一件事”办结通知书',
  kind: 'instrument',
  page: 'A4',
  title: '“一件事”办结通知书',
  source: '行政许可法第二十六条、第三十八条',
  fields: {
    ...caseFields,
    outcomes: {
      label: '各事项的办理结果',
      kind: 'list',
      items: {
        matter: { label: '事项', kind: 'text' },
        organisation: { label: '办理机关', kind: 'text' },
        outcome: { label: '结果', kind: 'text' },
      },
    },
  },
  blocks: [
    recipient,
    paragraph('你（单位）的{matter}联办申请（办件编号{caseNumber}）已经全部办结。各事项的办理结果为：'),
    { block: 'list', of: 'outcomes', item: '{matter}（{organisation}）：{outcome}。' },
    paragraph('各项决定由作出机关负责；对其中某一项决定不服的，按该项决定书载明的途径申请行政复议或者提起行政诉讼。请对本次服务作出评价。'),
    signature,
  ],
})
