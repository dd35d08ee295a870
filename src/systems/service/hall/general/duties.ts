import { role, type Role } from '#declare'

/** Examines what is asked of its organisation under the general procedure, and makes out what was decided. */
export const examiner = role('hall.examiner', {
  label: '事项审查员',
  about: '审查本机构办理的事项，提出意见；决定之后制作结果文书。',
  may: [],
})

/** Decides what an examiner of the same organisation proposed. */
export const approver = role('hall.approver', {
  label: '事项审批负责人',
  about: '决定本机构办理的事项，批准延期。',
  may: [],
})

export const generalRoles: readonly Role[] = [examiner, approver]
