import { role } from '#declare'

/** Drafts registers and overlays of the city and asks for them; gives nobody a right to their records, which administrators do. */
export const definitionSteward = role('definitions.steward', {
  label: '目录定义员',
  about: '定义本市自建的数据目录，调整系统目录的名称、说明和选填字段，提请审核。',
  may: [],
})

/** Answers what definition stewards ask for. */
export const definitionReviewer = role('definitions.reviewer', {
  label: '目录定义审核员',
  about: '审核目录定义的变更：看清要做的每一步，同意或者退回；不能审核自己提出的。',
  may: [],
})

/** The two roles of definitions at run time. */
export const definitionRoles = [definitionSteward, definitionReviewer]
