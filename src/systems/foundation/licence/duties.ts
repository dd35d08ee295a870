import { role } from '#declare'

/** Looks after the certificates of a region. */
export const licenceSteward = role('licence.steward', {
  label: '证照库管理员',
  about: '查看本区划签发的证照，撤销签发有误的证照。',
  may: [{ register: 'licence.certificate', acts: ['read', 'change', 'history', 'export'], scope: 'region' }],
})
