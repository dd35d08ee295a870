/** What the generated city is measured by; where each figure comes from is in city/SOURCES.md. */

/** People in 2020, urban share in 2023, and the shares of ethnic groups that are not Han, by county. */
export type CountyFigures = { population: number; urbanShare: number; ethnic: Record<string, number> }

/** Ethnic groups by their codes in GB/T 3304, as far as the generator uses them. */
export const ethnicGroups = {
  '01': '汉族',
  '03': '回族',
  '06': '苗族',
  '08': '壮族',
  '11': '满族',
  '12': '侗族',
  '13': '瑶族',
  '15': '土家族',
  '22': '畲族',
} as const

export type EthnicCode = keyof typeof ethnicGroups

const mostlyHan = { '08': 0.007, '13': 0.004, '06': 0.003, '15': 0.003, '12': 0.001, '03': 0.001, '22': 0.0005, '11': 0.0005 }

export const counties: Readonly<Record<string, CountyFigures>> = {
  '441802': { population: 1_119_901, urbanShare: 0.8579, ethnic: mostlyHan },
  '441803': { population: 618_523, urbanShare: 0.4783, ethnic: mostlyHan },
  '441821': { population: 315_502, urbanShare: 0.4582, ethnic: mostlyHan },
  '441823': { population: 367_175, urbanShare: 0.4397, ethnic: mostlyHan },
  '441825': { population: 95_136, urbanShare: 0.4226, ethnic: { '08': 0.46, '13': 0.15, '06': 0.003, '15': 0.002 } },
  '441826': { population: 134_691, urbanShare: 0.472, ethnic: { '13': 0.51, '08': 0.01, '06': 0.003, '15': 0.002 } },
  '441881': { population: 941_325, urbanShare: 0.4464, ethnic: mostlyHan },
  '441882': { population: 377_220, urbanShare: 0.4779, ethnic: { ...mostlyHan, '13': 0.002 } },
}

/** A county whose figures are not known: as many people as its villages weigh, mostly Han. */
export const unknownCounty: Omit<CountyFigures, 'population'> = { urbanShare: 0.5, ethnic: mostlyHan }

/** In townships named after the Yao a quarter of the people are: a guess with which Lianzhou comes to its 1.5 %. */
export const yaoTownshipShare = 0.25

/** Weight of a village by its urban class of 2016; country villages weigh 1. */
export const urbanClassWeights: Readonly<Record<string, number>> = { '111': 6, '112': 4, '121': 4, '122': 2, '123': 1 }

/** Spread of village sizes around that weight (deviation of a log-normal). */
export const villageSpread = 0.5

/** The whole city: what the generated people should come to, and within which tolerance tests hold them. */
export const targets = {
  ages: { '0-14': 0.23, '15-59': 0.6, '60+': 0.17 },
  ageTolerance: 0.015,
  menPer100Women: 105,
  menTolerance: 2,
  householdSize: 2.9,
  householdTolerance: 0.08,
  urbanShare: 0.56,
  urbanTolerance: 0.03,
}

/** Area code for the numbers of a county's generated people and entities: never assigned since 1981 (city/cn/area-codes.csv). */
export function generatedAreaCode(countyCode: string): string {
  const order = Object.keys(counties).indexOf(countyCode)
  return `${countyCode.slice(0, 4)}9${order >= 0 ? order + 1 : Number(countyCode.slice(4)) % 9 || 9}`
}
