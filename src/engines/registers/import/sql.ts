import type { Statement } from '#kernel/database'
import type { Done } from './apply.ts'
import type { Refusal } from './rows-checked.ts'

const columns = `b.id, b.register, b.account, b.post, b.organisation, b.name as file, b.bytes, b.shape, b.mapping, b.source, b.mode, b.key, b.whole, b.clears, b.state, b.stopping, b.read, b.fresh,
  b.matching, b.problem, b.uploaded, b.checked, b.started, b.ended`
const sums = `coalesce(c.chunks, 0)::integer as chunks, coalesce(c.added, 0)::integer as added, coalesce(c.changed, 0)::integer as changed, coalesce(c.same, 0)::integer as same,
  (select count(*) from registers.import_refusal f where f.batch = b.id)::integer as refused`
const done = `left join lateral (select count(*) as chunks, sum(c.added) as added, sum(c.changed) as changed, sum(c.same) as same
  from registers.import_chunk c where c.batch = b.id) c on true`

export const addBatch = (batch: {
  id: string
  register: string
  account: string | null
  post: string | null
  organisation: string | null
  name: string
  bytes: number
  digest: Buffer
  shape: unknown
  mapping: unknown
}): Statement => ({
  name: 'registers.import-add',
  text: `insert into registers.import_batch (id, register, account, post, organisation, name, bytes, digest, shape, mapping)
    values ($1::uuid, $2, $3::uuid, $4::uuid, $5::uuid, $6, $7, $8::bytea, $9::jsonb, $10::jsonb)`,
  values: [
    batch.id,
    batch.register,
    batch.account,
    batch.post,
    batch.organisation,
    batch.name,
    batch.bytes,
    batch.digest,
    JSON.stringify(batch.shape),
    JSON.stringify(batch.mapping),
  ],
})

/** A batch of the actor's own, with what its chunks did. */
export const oneBatch = (id: string): Statement => ({
  name: 'registers.import-one',
  text: `select ${columns}, ${sums} from registers.import_batch b ${done} where b.id = $1::uuid`,
  values: [id],
})

export const ownBatches = (register: string, most: number): Statement => ({
  name: 'registers.import-own',
  text: `select ${columns}, ${sums} from registers.import_batch b ${done}
    where b.register = $1 and b.account = (select kernel.setting_key('actor')) order by b.id desc limit $2`,
  values: [register, most],
})

/** Another batch of the same file that went in, newest first. */
export const sameFile = (id: string): Statement => ({
  name: 'registers.import-same-file',
  text: `select o.ended from registers.import_batch b join registers.import_batch o on o.register = b.register and o.digest = b.digest
    where b.id = $1::uuid and o.id <> b.id and o.state = 'done' order by o.ended desc limit 1`,
  values: [id],
})

/** Takes a batch from one of some states to another; gives its key, when it was in one of them. */
export const moveBatch = (id: string, from: readonly string[], to: string): Statement => ({
  name: 'registers.import-move',
  text: `update registers.import_batch set state = $3, problem = null, stopping = false,
      checked = case when $3 = 'checked' then clock_timestamp() when $3 = 'checking' then null else checked end,
      started = case when $3 = 'applying' then coalesce(started, clock_timestamp()) else started end,
      ended = case when $3 in ('done', 'cancelled', 'failed') then clock_timestamp() end
    where id = $1::uuid and state = any($2::text[]) returning id`,
  values: [id, from, to],
})

export const failBatch = (id: string, problem: string): Statement => ({
  name: 'registers.import-fail',
  text: `update registers.import_batch set state = 'failed', problem = $2, ended = clock_timestamp()
    where id = $1::uuid and state in ('checking', 'applying') returning id`,
  values: [id, problem],
})

export const intendBatch = (
  id: string,
  intent: { mapping: unknown; source: string | null; mode: string; key: readonly string[]; whole: boolean; clears: boolean },
): Statement => ({
  name: 'registers.import-intend',
  text: `update registers.import_batch set mapping = $2::jsonb, mode = $3, key = $4::text[], whole = $5, clears = $6, source = $7 where id = $1::uuid`,
  values: [id, JSON.stringify(intent.mapping), intent.mode, intent.key, intent.whole, intent.clears, intent.source],
})

export const stopBatch = (id: string): Statement => ({
  name: 'registers.import-stop',
  text: `update registers.import_batch set stopping = true where id = $1::uuid and state in ('checking', 'applying') returning id`,
  values: [id],
})

/** Begins the check of a batch: nothing is known of its rows. */
export const forgetCheck = (id: string): readonly Statement[] => [
  { name: 'registers.import-forget-refusals', text: 'delete from registers.import_refusal where batch = $1::uuid', values: [id] },
  {
    name: 'registers.import-forget-counts',
    text: 'update registers.import_batch set read = 0, fresh = 0, matching = 0 where id = $1::uuid',
    values: [id],
  },
]

/** Tells how far the check has come; gives whether it is to stop. */
export const tellChecked = (id: string, { read, fresh, matching }: { read: number; fresh: number; matching: number }): Statement => ({
  name: 'registers.import-tell-checked',
  text: `update registers.import_batch set read = read + $2, fresh = fresh + $3, matching = matching + $4 where id = $1::uuid returning stopping`,
  values: [id, read, fresh, matching],
})

/** Counts what waits, once rows that repeat others are out. */
export const tellWaiting = (id: string, fresh: number, matching: number): Statement => ({
  name: 'registers.import-tell-waiting',
  text: 'update registers.import_batch set fresh = $2, matching = $3 where id = $1::uuid',
  values: [id, fresh, matching],
})

export const refuse = (id: string, refused: readonly Refusal[]): Statement => ({
  name: 'registers.import-refuse',
  text: `insert into registers.import_refusal (batch, n, reason) select $1::uuid, f.n, f.reason from unnest($2::integer[], $3::text[]) as f(n, reason)
    on conflict do nothing`,
  values: [id, refused.map(({ n }) => n), refused.map(({ reason }) => reason.replaceAll('\u0000', '�'))],
})

export const refusals = (id: string, after: number, most: number): Statement => ({
  name: 'registers.import-refusals',
  text: 'select f.n, f.reason from registers.import_refusal f where f.batch = $1::uuid and f.n > $2 order by f.n limit $3',
  values: [id, after, most],
})

/** Marks a chunk as this transaction's; nothing comes back when it is done already. Another run waits here for the first one's end. */
export const openChunk = (id: string, chunk: number): Statement => ({
  name: 'registers.import-open-chunk',
  text: `insert into registers.import_chunk (batch, chunk, added, changed, same) values ($1::uuid, $2, 0, 0, 0) on conflict do nothing returning chunk`,
  values: [id, chunk],
})

export const tellChunk = (id: string, chunk: number, { added, changed, same }: Done): Statement => ({
  name: 'registers.import-tell-chunk',
  text: 'update registers.import_chunk set added = $3, changed = $4, same = $5 where batch = $1::uuid and chunk = $2',
  values: [id, chunk, added, changed, same],
})

export const doneChunks = (id: string): Statement => ({
  name: 'registers.import-done-chunks',
  text: 'select c.chunk from registers.import_chunk c where c.batch = $1::uuid',
  values: [id],
})

export const isStopping = (id: string): Statement => ({
  name: 'registers.import-stopping',
  text: 'select b.stopping from registers.import_batch b where b.id = $1::uuid',
  values: [id],
})

/** Batches that are older than some days, whose files and tables go. */
export const oldBatches = (days: number): Statement => ({
  name: 'registers.import-old',
  text: `select b.id from registers.import_batch b where b.uploaded < now() - make_interval(days => $1) limit 500`,
  values: [days],
})

export const forgetBatches = (ids: readonly string[]): Statement => ({
  name: 'registers.import-forget',
  text: 'delete from registers.import_batch where id = any($1::uuid[])',
  values: [ids],
})

export const keptMappings = (register: string): Statement => ({
  name: 'registers.import-mappings',
  text: `select m.id, m.name, m.fields from registers.import_mapping m
    where m.register = $1 and m.organisation = (select kernel.setting_key('organisation')) order by m.recorded desc limit 100`,
  values: [register],
})

export const keepMapping = (mapping: { id: string; register: string; organisation: string; name: string; fields: unknown }): Statement => ({
  name: 'registers.import-keep-mapping',
  text: `insert into registers.import_mapping (id, register, organisation, name, fields) values ($1::uuid, $2, $3::uuid, $4, $5::jsonb)
    on conflict (organisation, register, name) do update set fields = excluded.fields, recorded = clock_timestamp() returning id`,
  values: [mapping.id, mapping.register, mapping.organisation, mapping.name, JSON.stringify(mapping.fields)],
})
