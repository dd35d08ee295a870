import { role, type Permission, type Role } from '#declare'

const readPremises: Permission = { register: 'entity.entity', acts: ['read', 'reveal'], scope: 'region' }
const issueCertificates: Permission = { register: 'licence.certificate', acts: ['read', 'add'], scope: 'organisation' }

/** Receives, checks and delivers for every body that takes part (行政许可法 art. 26: one window). */
export const reception = role('hall.reception', {
  label: '综合窗口受理员',
  about: '统一收件、核对材料、告知补正、受理和送达。',
  may: [],
})

export const marketExaminer = role('hall.market-examiner', {
  label: '市场监管审查员',
  about: '审查设立登记和食品经营许可的材料，到现场核查，提出意见。',
  may: [readPremises],
})

/** Decides on registration and food permits; puts what was registered into the register of entities. */
export const marketApprover = role('hall.market-approver', {
  label: '市场监管审批负责人',
  about: '决定是否准予登记和食品经营许可，签发证照。',
  may: [{ register: 'entity.entity', acts: ['read', 'add', 'change'], scope: 'region' }, issueCertificates],
})

export const fireOfficer = role('hall.fire-officer', {
  label: '消防监督检查员',
  about: '审查公众聚集场所开业前消防安全检查的材料，到现场检查、核查。',
  may: [readPremises],
})

export const fireApprover = role('hall.fire-approver', {
  label: '消防审批负责人',
  about: '决定是否准予公众聚集场所投入使用、营业。',
  may: [readPremises, issueCertificates],
})

export const signboardOfficer = role('hall.signboard-officer', {
  label: '招牌备案员',
  about: '办理户外招牌设施设置备案。',
  may: [readPremises, issueCertificates],
})

export const restaurantRoles: readonly Role[] = [reception, marketExaminer, marketApprover, fireOfficer, fireApprover, signboardOfficer]
