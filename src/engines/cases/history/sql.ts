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

/** Begins a part; 0 when it is in already. `numbers` is JSON. */
export const beginPart = (source: string, part: number, cases: number, numbers: string): Statement => ({
  name: 'cases.past-begin',
  text: 'select cases.past_begin($1, $2::integer, $3::integer, $4::jsonb) as taken',
  values: [source, part, cases, numbers],
})

const places = (many: number) => Array.from({ length: many }, (_, nth) => `$${nth + 1}`).join(', ')

/** Takes rows of a part, or its envelopes: one array for each column, in the order of the function's parameters. */
export const takeColumns = (
  what: 'cases' | 'moves' | 'tasks' | 'clocks' | 'materials' | 'instruments' | 'log',
  columns: string[],
): Statement => ({
  name: `cases.past-${what}`,
  text: `select cases.past_${what}(${places(columns.length)})`,
  values: columns,
})

/** Every implementation of some matters that counts now, the nearest to the root first. */
export const implementationsEverywhere = (matters: readonly string[]): Statement => ({
  name: 'cases.implementations-everywhere',
  text: `select i.id, i.matter, i.edition, i.organisation, i.organisation_name as "organisationName", i.region, i.body, i.region_path as "regionPath"
    from cases.implementation i where i.until is null and i.matter = any($1) order by length(i.region_path), i.id`,
  values: [matters],
})
