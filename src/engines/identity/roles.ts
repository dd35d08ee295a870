import { role } from '#declare'

/** Makes organisations, posts and duties; sees no business records (三员分立: the system administrator). */
export const systemAdministrator = role('identity.administrator', {
  label: '系统管理员',
  about: '维护机构、岗位、账户和任职。',
  may: [
    { register: 'identity.region', acts: ['read', 'add', 'change', 'end', 'history'], scope: 'region' },
    { register: 'identity.organisation', acts: ['read', 'add', 'change', 'end', 'history'], scope: 'region' },
    { register: 'identity.post', acts: ['read', 'add', 'change', 'end', 'history'], scope: 'region' },
    // Accounts of people at work are made at a door of their own, which asks whose they are; see accounts.ts.
    { register: 'identity.account', acts: ['read', 'change', 'end', 'history', 'unmask'], scope: 'region' },
    { register: 'identity.holding', acts: ['read', 'add', 'change', 'end', 'history'], scope: 'region' },
  ],
})

/** Gives duties to posts (三员分立: the security administrator). */
export const securityAdministrator = role('identity.security', {
  label: '安全管理员',
  about: '授予和收回岗位的职责，同意有职责岗位的任职。',
  may: [
    { register: 'identity.organisation', acts: ['read', 'history'], scope: 'region' },
    { register: 'identity.post', acts: ['read', 'history'], scope: 'region' },
    { register: 'identity.account', acts: ['read', 'reveal', 'history'], scope: 'region' },
    { register: 'identity.holding', acts: ['read', 'history'], scope: 'region' },
    { register: 'identity.duty', acts: ['read', 'add', 'change', 'end', 'history'], scope: 'region' },
  ],
})

/** Reads who looked at what and who changed what, and changes nothing (三员分立: the audit administrator). */
export const auditAdministrator = role('identity.audit', {
  label: '审计管理员',
  about: '查看查阅日志和变更日志，不维护任何内容。',
  may: [
    { register: 'identity.organisation', acts: ['read', 'history'], scope: 'region' },
    { register: 'identity.post', acts: ['read', 'history'], scope: 'region' },
    { register: 'identity.account', acts: ['read', 'history'], scope: 'region' },
    { register: 'identity.holding', acts: ['read', 'history'], scope: 'region' },
    { register: 'identity.duty', acts: ['read', 'history'], scope: 'region' },
    // Whoever audits sees what is kept from a person, and by whom.
    { register: 'access.withholding', acts: ['read', 'history'], scope: 'region' },
  ],
})

/** Makes accounts of citizens at a window, having seen a document; the one way to an account that opens somebody's own records. */
export const registrar = role('identity.registrar', {
  label: '实名登记员',
  about: '在窗口核验证件原件后，为群众开立账户、重设密码。',
  may: [],
})

/** Prepares changes of the regions: the department of civil affairs does (行政区划管理条例 art. 4). */
export const regionOfficer = role('identity.region-officer', {
  label: '区划经办',
  about: '写明区划的合并、分设和隶属关系变更，看预计影响，提请批准；生效前可以撤回。',
  may: [
    { register: 'identity.region', acts: ['read', 'history'], scope: 'region' },
    { register: 'identity.region-act', acts: ['read', 'history', 'export'], scope: 'region' },
  ],
})

/** Approves them, as another person. */
export const regionApprover = role('identity.region-approver', {
  label: '区划审批',
  about: '看预计改动的数据和权限，批准或者不批准他人提请的区划调整。',
  may: [
    { register: 'identity.region', acts: ['read', 'history'], scope: 'region' },
    { register: 'identity.region-act', acts: ['read', 'history', 'export'], scope: 'region' },
  ],
})

/** The three administrators, each with a post of its own in a new installation. */
export const administratorRoles = [systemAdministrator, securityAdministrator, auditAdministrator]
export const identityRoles = [...administratorRoles, registrar, regionOfficer, regionApprover]
