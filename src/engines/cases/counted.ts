import type { countedFields } from '#declare'

/** Records of this engine as whoever counts them reads them: SQL over the row `t`; `$zone` stands for the city's time zone. */
export interface CountedRecords {
  from: string
  /** Boxes that must be open. */
  boxes: readonly string[]
  /** SQL of each field that can be counted by. */
  fields: Readonly<Record<string, string>>
  /** Records of others whose change concerns one of these: by their name, SQL that gives the keys of these for keys `$1`. */
  also: Readonly<Record<string, string>>
}

type Counted = typeof countedFields
const local = (column: string) => `(${column} at time zone $zone)`
const matter = '(select c.matter from cases."case" c where c.id = t.case_id)'

/** What can be counted of cases, clocks and moves. */
export const countedRecords: { readonly [K in keyof Counted]: CountedRecords & { fields: Readonly<Record<keyof Counted[K], string>> } } = {
  'cases.case': {
    from: 'cases."case"',
    boxes: ['cases_case', 'cases_clock', 'cases_move'],
    fields: {
      state: 't.state',
      matter: 't.matter',
      procedure: 't.procedure',
      organisation: 't.organisation::text',
      channel: `case when exists (select from cases.move m where m.case_id = t.id and m.seq = 1 and m.post is null) then 'online' else 'window' end`,
      opened: `${local('t.opened')}::date`,
      concluded: `${local('t.concluded')}::date`,
      due: `(select min(k.due) from cases.clock k where k.case_id = t.id and k.state = 'running')`,
      openedHour: `to_char(${local('t.opened')}, 'HH24')`,
      concludedHour: `to_char(${local('t.concluded')}, 'HH24')`,
    },
    also: {
      'cases.clock': `select distinct c.case_id as id from unnest($1::uuid[]) as k(id)
      cross join lateral (select t.case_id from cases.clock t where t.id = k.id offset 0) c`,
    },
  },
  'cases.clock': {
    from: 'cases.clock',
    boxes: ['cases_clock', 'cases_case'],
    fields: {
      limit: 't.limit_name',
      state: 't.state',
      matter,
      organisation: 't.organisation::text',
      started: 't.started',
      ended: 't.ended',
      due: 't.due',
    },
    also: {},
  },
  'cases.move': {
    from: 'cases.move',
    boxes: ['cases_move', 'cases_case'],
    fields: {
      legal: 't.legal',
      act: 't.act',
      stage: 't.stage',
      matter,
      organisation: 't.organisation::text',
      at: `${local('t.at')}::date`,
      atHour: `to_char(${local('t.at')}, 'HH24')`,
    },
    also: {},
  },
}
