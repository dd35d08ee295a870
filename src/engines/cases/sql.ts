import type { Statement } from '#kernel/database'
import { stampSql } from './calendar/index.ts'

const json = (value: unknown) => JSON.stringify(value)

/** A statement whose only value is a document. It is written out when it goes to the database; where a past case is told it never does. */
export interface Told extends Statement {
  readonly input: unknown
}

function told(name: string, text: string, input: unknown): Told {
  let values: readonly unknown[] | undefined
  return {
    name,
    text,
    input,
    get values() {
      return (values ??= [json(input)])
    },
  }
}

/** Locks a case for a move and reads all that it needs, with the stamp of the calendar: one statement. */
export const forMove = (of: { case: string; task: string; version: number; key: string; request: string }): Statement => ({
  name: 'cases.for-move',
  text: `select cases.for_move($1, $2, $3, $4, $5) as found, ${stampSql} as stamp`,
  values: [of.case, of.task, of.version, of.key, of.request],
})

/** The next business number; numbers of applications that were not opened after all are left out. */
export const nextNumber = (prefix: string): Statement => ({
  name: 'cases.next-number',
  text: 'select cases.next_number($1) as number',
  values: [prefix],
})

export const openCase = (input: unknown): Told => told('cases.open-case', 'select cases.open_case($1::jsonb) as made', input)

export const applyMove = (input: unknown): Told => told('cases.apply-move', 'select cases.apply_move($1::jsonb) as made', input)

/** Takes back what a case answers, as who asked. */
export const withdrawAsk = (of: string, reason: string | null): Statement => ({
  name: 'cases.withdraw-ask',
  text: 'select cases.withdraw_ask($1::uuid, $2) as taken',
  values: [of, reason],
})

export const dueCases = (now: Date, most: number, without: readonly string[]): Statement => ({
  name: 'cases.due-cases',
  text: `select cases.due_cases($1, $2, $3::uuid[]) as found, ${stampSql} as stamp`,
  values: [now, most, without],
})

export const regionCases = (from: string, before: string, after: string, most: number): Statement => ({
  name: 'cases.region-cases',
  text: `select cases.region_cases($1, $2, $3, $4) as found, ${stampSql} as stamp`,
  values: [from, before, after, most],
})

export const applyClocks = (input: unknown): Told => told('cases.apply-clocks', 'select cases.apply_clocks($1::jsonb) as made', input)

/** Moves cases, each whole, where an act of the regions moves what lies there. */
export const moveRegions = (act: string, most: number): Statement => ({
  name: 'cases.move-regions',
  text: 'select moved, 0 as repeated, more from cases.move_regions($1::uuid, $2)',
  values: [act, most],
})

/** A waiting task of an organisation, for whoever would take it. */
export const taskToClaim = (id: string, organisation: string): Statement => ({
  name: 'cases.task-to-claim',
  text: 'select t.role, t.organisation, t.region_path, t.holder from cases.task t where t.id = $1 and t.organisation = $2',
  values: [id, organisation],
})

export const claimTask = (task: string, name: string, take: boolean): Statement => ({
  name: 'cases.claim-task',
  text: 'select cases.claim_task($1, $2, $3)',
  values: [task, name, take],
})

/** A task of an organisation, for whoever would give it to somebody. */
export const taskToAssign = (id: string, organisation: string): Statement => ({
  name: 'cases.task-to-assign',
  text: `select t.role, t.organisation, t.region_path, t.case_id, t.branch, t.node, t.stage, t.title, t.claimed_by, t.claimed_name, t.procedure,
    t.closed, t.holder, t.version from cases.task t where t.id = $1 and t.organisation = $2`,
  values: [id, organisation],
})

/** Who did which stage of a branch. */
export const doersOf = (id: string, branch: string): Statement => ({
  name: 'cases.doers-of',
  text: 'select distinct m.stage, m.actor from cases.move m where m.case_id = $1 and m.branch = $2 and m.task is not null',
  values: [id, branch],
})

/** Whether one of some accounts did something in the applicant's name. */
export const didForHolder = (id: string, accounts: readonly string[], holder: string): Statement => ({
  name: 'cases.did-for-holder',
  text: 'select exists (select from cases.move m where m.case_id = $1 and m.actor = any($2::uuid[]) and m.person = $3) as did',
  values: [id, accounts, holder],
})

/** How many waiting tasks of an organisation each of some accounts has taken or was given. */
export const openOf = (organisation: string, accounts: readonly string[]): Statement => ({
  name: 'cases.open-of',
  text: `select t.claimed_by as account, count(*)::int as open from cases.task t
    where t.closed is null and t.organisation = $1 and t.claimed_by = any($2) group by t.claimed_by`,
  values: [organisation, accounts],
})

/** The cases that some records belong to, with whose business they are. */
export const casesOfRecords = (records: readonly string[]): Statement => ({
  name: 'cases.of-records',
  text: `select c.id, c.holder, c.matter, c.entity,
      (select coalesce(json_agg(distinct jsonb_build_object('role', t.role, 'organisation', t.organisation, 'region_path', t.region_path)), '[]')
        from cases.task t where t.case_id = c.id) as tasks
    from cases."case" c where c.id in (
      select r from unnest($1::uuid[]) r
      union select t.case_id from cases.task t where t.id = any($1)
      union select k.case_id from cases.clock k where k.id = any($1)
      union select i.case_id from cases.instrument i where i.id = any($1))`,
  values: [records],
})

export const assignTask = (task: string, account: string | null, name: string | null, move: unknown): Statement => ({
  name: 'cases.assign-task',
  text: 'select cases.assign_task($1, $2, $3, $4::jsonb) as made',
  values: [task, account, name, json(move)],
})

export const setDocument = (instrument: string, document: string, code: string | null): Statement => ({
  name: 'cases.set-document',
  text: 'select cases.set_document($1, $2, $3) as made',
  values: [instrument, document, code],
})

export const putImplementations = (input: unknown): Statement => ({
  name: 'cases.put-implementations',
  text: 'select cases.put_implementations($1::jsonb) as made',
  values: [json(input)],
})

/** Every matter's code, and what a list says of its matters. */
export const matterRows: Statement = {
  name: 'cases.matter-rows',
  text: `select m.name, m.code, m.label, m.body -> 'origin' is not null as listed, case when m.body -> 'origin' is not null then m.body end as body
    from cases.matter m order by m.id`,
}

export const takenList = (name: string): Statement => ({
  name: 'cases.taken-list',
  text: 'select l.digest from cases.list l where l.name = $1',
  values: [name],
})

export const tookList = (name: string, digest: string): Statement => ({
  name: 'cases.took-list',
  text: 'select cases.took_list($1, $2)',
  values: [name, digest],
})

export const forgetKeys: Statement = { name: 'cases.forget-keys', text: 'select cases.forget_keys() as gone' }

/** The implementation of each matter that is nearest to a region; the paths come nearest first. */
export const implementationsAt = (matters: readonly string[], paths: readonly string[]): Statement => ({
  name: 'cases.implementations-at',
  text: `select distinct on (i.matter) i.id, i.matter, i.edition, i.organisation, i.organisation_name as "organisationName", i.region, i.body
    from cases.implementation i where i.until is null and i.matter = any($1) and i.region_path = any($2)
    order by i.matter, length(i.region_path) desc`,
  values: [matters, paths],
})

/** Changes whenever an implementation is added, replaced or ended. */
export const editionsStamp: Statement = {
  name: 'cases.editions-stamp',
  text: `select count(*) || ' ' || coalesce(max(greatest(i.since, i.until))::text, '') as stamp from cases.implementation i`,
}

/** Matters that were applied for at least so often since a moment, the most often first; how often stays inside. */
export const frequentMatters = (since: Date, atLeast: number, most: number): Statement => ({
  name: 'cases.frequent-matters',
  text: `select c.matter from cases."case" c where c.opened >= $1 group by c.matter having count(*) >= $2 order by count(*) desc, c.matter limit $3`,
  values: [since, atLeast, most],
})

/** Names of the windows that implementations of some regions name. */
export const windowNames = (paths: readonly string[]): Statement => ({
  name: 'cases.window-names',
  text: `select distinct w.name from cases.implementation i, jsonb_array_elements_text(i.body->'windows') as w(name)
    where i.until is null and i.region_path = any($1) order by w.name limit 50`,
  values: [paths],
})

/** Names of the materials that the matters ask for anywhere. */
export const materialNames = (matters: readonly string[]): Statement => ({
  name: 'cases.material-names',
  text: `select i.matter, array_agg(distinct material->>'name') as names
    from cases.implementation i, jsonb_array_elements(i.body->'materials') as material
    where i.until is null and i.matter = any($1) group by i.matter`,
  values: [matters],
})

/** Implementations that a case pinned, by key; an older edition too. */
export const implementationsByKey = (ids: readonly string[]): Statement => ({
  name: 'cases.implementations-by-key',
  text: `select i.id, i.matter, i.edition, i.organisation, i.organisation_name as "organisationName", i.region, i.body from cases.implementation i where i.id = any($1)`,
  values: [ids],
})

const caseColumns = `c.id, c.version, c.region, c.region_code, c.region_path, c.organisation, c.holder, c.number, c.title, c.matter, c.procedure,
  c.procedure_version, c.state, c.seq, c.applicant_name, c.entity, c.entity_name, c.region_name, c.organisation_name, c.organisations, c.implementations,
  c.tokens, c.scopes, c.plans, c.data, c.opened, c.concluded`
const taskColumns = `t.id, t.case_id, t.region, t.organisation, t.region_path, t.number, t.title, t.matter, t.procedure, t.branch, t.node, t.stage, t.role,
  t.organisation_name, t.opened, t.closed, t.claimed_by, t.claimed_name, t.due, t.light, t.provisional`
const clockColumns = `k.id, k.branch, k.key, k.label, k.limit_name, k.days, k.kind, k.starts, k.ends, k.yellow_at, k.lapses, k.restarts, k.extension, k.basis,
  k.origin, k.started, k.ended, k.due, k.provisional, k.state, k.light, k.next_at, k.awaits, k.extended, k.waits`

/** Everything of one case, each statement through its own table's box. */
export const wholeCase = (id: string): Statement[] => [
  { name: 'cases.one', text: `select ${caseColumns}, ${stampSql} as stamp from cases."case" c where c.id = $1`, values: [id] },
  {
    name: 'cases.tasks-of',
    text: `select ${taskColumns} from cases.task t where t.case_id = $1 and t.closed is null order by t.id`,
    values: [id],
  },
  { name: 'cases.clocks-of', text: `select ${clockColumns} from cases.clock k where k.case_id = $1 order by k.id`, values: [id] },
  {
    name: 'cases.moves-of',
    text: `select m.id, m.seq, m.node, m.stage, m.branch, m.act, m.legal, m.task, m.actor, m.person, m.actor_name, m.post_name, m.organisation_name, m.input, m.at
      from cases.move m where m.case_id = $1 order by m.seq`,
    values: [id],
  },
  {
    name: 'cases.materials-of',
    text: 'select distinct on (m.key) m.key, m.file from cases.material m where m.case_id = $1 order by m.key, m.id desc',
    values: [id],
  },
  {
    name: 'cases.instruments-of',
    text: `select i.id, i.move, i.branch, i.template, i.label, i.number, i.issued, i.document, i.code from cases.instrument i where i.case_id = $1 order by i.id`,
    values: [id],
  },
]

/** Tasks of a case that were ever addressed to an organisation. */
export const tasksOfOrganisation = (id: string, organisation: string): Statement => ({
  name: 'cases.tasks-of-organisation',
  text: 'select t.role, t.region_path as "regionPath" from cases.task t where t.case_id = $1 and t.organisation = $2',
  values: [id, organisation],
})

/** Whether a case answers what an organisation asked. */
export const askedByOrganisation = (id: string, organisation: string): Statement => ({
  name: 'cases.asked-by-organisation',
  text: `select exists (select from cases."case" c where c.id = $1 and c.data #>> '{ask,organisation,id}' = $2::text) as asked`,
  values: [id, organisation],
})

export const casesOfHolder = (holder: string, most: number): Statement => ({
  name: 'cases.of-holder',
  text: `select c.id, c.number, c.title, c.matter, c.entity, c.procedure, c.state, c.opened, c.region, c.region_name as "regionName",
      coalesce((select json_agg(json_build_object('branch', t.branch, 'node', t.node, 'stage', t.stage, 'role', t.role, 'organisation', t.organisation_name, 'due', t.due, 'light', t.light) order by t.id)
        from cases.task t where t.case_id = c.id and t.closed is null), '[]') as tasks
    from cases."case" c where c.holder = $1 order by c.id desc limit $2`,
  values: [holder, most],
})

/** Waiting tasks of roles at an organisation, the most pressing first, after a cursor. */
export const openTasks = (of: {
  organisation: string
  roles: readonly string[]
  light: string | null
  after: { due: string; id: string }
  most: number
}): Statement => ({
  name: 'cases.open-tasks',
  text: `select ${taskColumns} from cases.task t
    where t.closed is null and t.organisation = $1 and t.role = any($2) and ($3::text is null or t.light = $3)
      and (coalesce(t.due, 'infinity'::date), t.id) > ($4::date, $5::uuid)
    order by coalesce(t.due, 'infinity'::date), t.id limit $6`,
  values: [of.organisation, of.roles, of.light, of.after.due, of.after.id, of.most],
})

/** Tasks of roles at an organisation that were done, the latest first. */
export const doneTasks = (of: {
  organisation: string
  roles: readonly string[]
  before: { closed: string; id: string }
  most: number
}): Statement => ({
  name: 'cases.done-tasks',
  text: `select ${taskColumns} from cases.task t
    where t.closed is not null and t.organisation = $1 and t.role = any($2) and (t.closed, t.id) < ($3::timestamptz, $4::uuid) order by t.closed desc, t.id desc limit $5`,
  values: [of.organisation, of.roles, of.before.closed, of.before.id, of.most],
})

/** Cases of an organisation's tasks whose number, or whose title, begins so; the title begins with the name of the enterprise or the applicant. */
export const casesBeginning = (of: { organisation: string; roles: readonly string[]; words: string; most: number }): Statement => ({
  name: 'cases.beginning',
  text: `select f.case_id as id, min(f.number) as number, min(f.title) as title, bool_or(f.closed is null) as open from (
      (select t.case_id, t.number, t.title, t.closed from cases.task t
        where t.number >= $3 and t.number < $4 and t.organisation = $1 and t.role = any($2) order by t.number limit 200)
      union all
      (select t.case_id, t.number, t.title, t.closed from cases.task t
        where t.organisation = $1 and t.title >= $3 and t.title < $4 and t.role = any($2) order by t.title limit 200)) f
    group by f.case_id order by f.case_id desc limit $5`,
  // No text that begins so comes after the one with the last character behind it.
  values: [of.organisation, of.roles, of.words, `${of.words}\u{10FFFF}`, of.most],
})

export const countTasks = (organisation: string, roles: readonly string[]): Statement => ({
  name: 'cases.count-tasks',
  text: `select count(*)::int as open, count(*) filter (where t.light = 'yellow')::int as yellow, count(*) filter (where t.light = 'red')::int as red
    from cases.task t where t.closed is null and t.organisation = $1 and t.role = any($2)`,
  values: [organisation, roles],
})

/** An instrument with all that its document needs, for the job that makes it. */
export const instrumentFor = (id: string): Statement => ({
  name: 'cases.instrument-for',
  text: `select i.id, i.case_id as case, i.template, i.label, i.number, i.organisation, i.organisation_name as "organisationName", i.holder, i.region, i.data,
      i.issued, i.document from cases.instrument i where i.id = $1`,
  values: [id],
})
