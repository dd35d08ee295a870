import type { LifeStage } from '#declare'

/** Seven stages of a life (市民网页), in the order in which they are told. */
export const stagesOfPerson: readonly LifeStage[] = ['birth', 'schooling', 'work', 'papers', 'health', 'retirement', 'funeral']
/** And seven of a business (企业网页). */
export const stagesOfBusiness: readonly LifeStage[] = ['setting-up', 'yearly', 'qualification', 'finance', 'property', 'quality', 'closing']
