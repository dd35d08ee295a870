import { role } from '#declare'

/** Looks after the documents that an organisation has issued. */
export const documentKeeper = role('documents.keeper', {
  label: '文书证照管理员',
  about: '查看本机关制发的文书证照，撤销制发有误的。',
  may: [{ register: 'documents.document', acts: ['read', 'change'], scope: 'organisation' }],
})

export const documentRoles = [documentKeeper]
