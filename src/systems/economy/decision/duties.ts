import { role } from '#declare'

/** Answers for a whole region: sees every figure of it and of what is below, and how the cases behind a figure stand. */
export const leader = role('decision.leader', {
  label: '领导',
  about: '查看本区划及其下级的全部指标、构成指标的办件情况和预测，比较和留存情景；看不到申请人和个人信息。',
  may: [
    { register: 'entity.entity', acts: ['read'], scope: 'region' },
    { register: 'decision.scenario', acts: ['read', 'add', 'end', 'history', 'export'], scope: 'region' },
  ],
})
