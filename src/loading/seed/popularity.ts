import type { Matter } from '#declare'
import { randomFrom, weightedPicker, type Random } from '../../../city/generate/index.ts'

/** Functions that many people come to, beside the others: what decides about the order of matters with chance. */
const crowds: Readonly<Record<string, number>> = {
  'human-resources': 9,
  'civil-affairs': 7,
  'public-security': 7,
  'market-regulation': 8,
  health: 6,
  'medical-insurance': 8,
  'housing-construction': 5,
  'natural-resources': 5,
  transport: 4,
  agriculture: 4,
  education: 3,
  taxation: 4,
  'housing-fund': 5,
}

/** Share of applications of a function that enterprises make. */
const byEnterprises: Readonly<Record<string, number>> = {
  'market-regulation': 0.85,
  taxation: 0.8,
  environment: 0.95,
  emergency: 0.9,
  commerce: 0.95,
  transport: 0.6,
  'housing-construction': 0.6,
  'urban-management': 0.7,
  'fire-rescue': 0.9,
  agriculture: 0.35,
  health: 0.35,
  'human-resources': 0.25,
  tobacco: 0.95,
  'development-reform': 0.95,
  'industry-information': 0.95,
  water: 0.8,
  forestry: 0.5,
}

export const enterpriseShare = (fn: string): number => byEnterprises[fn] ?? 0.15

/** Zipf's exponent: the nth most wanted matter is asked for 1/n times as often as the first. */
export const ZIPF = 1

/** The matters in the order of how often they are asked for: chance, weighed by how many people come to their function. */
export function ranked(matters: readonly Matter[], seed: string): Matter[] {
  return matters
    .map((matter) => {
      const random = randomFrom(`${seed}/rank/${matter.name}`)
      // A declared matter has forms, clocks and papers of its own, and is meant to be looked at.
      const weight = (matter.origin ? 1 : 300) * (crowds[matter.function] ?? 1) * (matter.kind === 'administrative-licence' ? 2 : 1)
      return { matter, order: -Math.log(1 - random.next()) / weight }
    })
    .sort((a, b) => a.order - b.order)
    .map(({ matter }) => matter)
}

/** Picks matters by their rank. */
export const matterPicker = (order: readonly Matter[]): ((random: Random) => Matter) =>
  weightedPicker(order.map((matter, rank): [Matter, number] => [matter, 1 / (rank + 1) ** ZIPF]))
