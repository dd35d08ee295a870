/** How often a resource is brought up to date (更新周期), from the most to the least often. */
export const cycles = {
  'real-time': '实时',
  daily: '每日',
  weekly: '每周',
  monthly: '每月',
  quarterly: '每季度',
  'half-yearly': '每半年',
  yearly: '每年',
  irregular: '不定期',
} as const
export type Cycle = keyof typeof cycles

/**
 * The base resources of a country's catalogue, in the order of their codes
 * (《政务信息资源目录编制指南（试行）》, 发改高技〔2017〕1272号, 目录分类).
 */
export const baseClasses = {
  population: '人口',
  entity: '法人单位',
  space: '自然资源和空间地理',
  credit: '社会信用',
  licence: '电子证照',
} as const
export type BaseClass = keyof typeof baseClasses

/** The themes that departments build together, in the order of the same guide. */
export const themes = {
  'public-service': '公共服务',
  health: '健康保障',
  'social-security': '社会保障',
  'food-drugs': '食品药品安全',
  'work-safety': '安全生产',
  prices: '价格监管',
  energy: '能源安全',
  credit: '信用体系',
  building: '城乡建设',
  community: '社区治理',
  environment: '生态环保',
  emergency: '应急维稳',
} as const
export type Theme = keyof typeof themes

/** Where the catalogue puts a resource: among the base resources, under a theme, or, when neither is said, with its department. */
export type Classed = { base: BaseClass } | { theme: Theme }

/** What is expected of the records of a register beside what its fields say themselves; the catalogue counts who keeps to it. */
export interface QualityRules<Key extends string = string> {
  /** Fields that ought to be filled in; the required ones and those of the list when not said. */
  filled?: readonly Key[]
  /** Dates of what has happened: none lies ahead. */
  past?: readonly Key[]
  /** Pairs of which the first is not after the second. */
  ordered?: readonly (readonly [Key, Key])[]
  /** A record whose last day is over is no longer in one of these states. */
  lapsed?: { until: Key; field: Key; in: readonly string[] }
  /** Fields that two running records have not all alike; where they do, one is probably there twice. */
  same?: readonly (readonly Key[])[]
}
