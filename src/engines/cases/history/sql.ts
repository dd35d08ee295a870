import type { Statement } from '#kernel/database'

/** The parts of a source that were taken in before. */
export const pastParts = (source: string): Statement => ({
  name: 'cases.past-parts',
  text: 'select cases.past_parts($1) as parts',
  values: [source],
})

/** So many new business numbers. */
export const pastNumbers = (most: number): Statement => ({
  name: 'cases.past-numbers',
  text: 'select cases.past_numbers($1) as numbers',
  values: [most],
})

/** How far the counters of papers have come. */
export const pastCounters: Statement = {
  name: 'cases.past-counters',
  text: `select name, value from kernel.counters('instrument:') union all select name, value from kernel.counters('documents.')`,
}

/** Takes in a part; the same part again does nothing. */
export const takePast = (input: string): Statement => ({
  name: 'cases.take-past',
  text: 'select cases.take_past($1::jsonb) as taken',
  values: [input],
})

/** Every implementation of some matters that counts now, the nearest to the root first. */
export const implementationsEverywhere = (matters: readonly string[]): Statement => ({
  name: 'cases.implementations-everywhere',
  text: `select i.id, i.matter, i.edition, i.organisation, i.organisation_name as "organisationName", i.region, i.body, i.region_path as "regionPath"
    from cases.implementation i where i.until is null and i.matter = any($1) order by length(i.region_path), i.id`,
  values: [matters],
})
