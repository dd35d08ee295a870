import { action, date, ref, text } from '#declare'
import { decisionAsks, registrationAsks } from './asks.ts'

/** What decisions set in motion; the procedure alone runs them. */
export const restaurantActions = {
  registerBusiness: action('登记并签发营业执照', {
    input: registrationAsks,
    output: {
      entity: ref('市场主体', 'entity.entity'),
      entityName: text('名称', { max: 100 }),
      registeredCode: text('统一社会信用代码'),
      registered: text('登记内容', { max: 1200 }),
    },
  }),
  issueFoodPermit: action('签发食品经营许可证', {
    input: decisionAsks,
    output: { permitNumber: text('许可证编号'), permitScope: text('经营项目', { max: 300 }), permitUntil: date('有效期至') },
  }),
  issueFireOpinion: action('签发消防安全检查意见书', { input: decisionAsks, output: { opinionNumber: text('意见书编号') } }),
  fileSignboard: action('发给招牌备案回执', { input: {}, output: { filingNumber: text('备案号') } }),
}
