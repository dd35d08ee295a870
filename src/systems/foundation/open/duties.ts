import { role } from '#declare'

/** Makes the data sets of an organisation: what is opened, how coarse, under which terms. Takes also the duty over what is opened. */
export const publisher = role('open.publisher', {
  label: '数据开放专员',
  about: '编制本单位的开放数据集，检查后送审，发现问题时撤回。',
  may: [{ register: 'open.data-set', acts: ['read', 'add', 'change', 'history', 'export'], scope: 'organisation' }],
})

/** Approves what others made, with the privacy report before the eyes. */
export const approver = role('open.approver', {
  label: '数据开放审核员',
  about: '审核本区划各单位送来的开放数据版本，必要时撤回。',
  may: [{ register: 'open.data-set', acts: ['read', 'history'], scope: 'region' }],
})

/** Answers people who ask for data or say that something is wrong in it. */
export const answerer = role('open.answerer', {
  label: '数据开放答复员',
  about: '答复群众和企业对开放数据的申请和问题反映。',
  may: [],
})
