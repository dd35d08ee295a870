import type { Fields, Form, Matter } from '#declare'
import type { Context } from '#kernel/context'
import type { Row } from '#kernel/database'
import { Conflict, Invalid, NotAllowed, TooMany } from '#kernel/errors'
import { covers, requireCovered } from '../mandate.ts'
import { fieldsOfForms, type Parts } from '../moves/parts.ts'
import type { FileFacts } from '../outside.ts'
import { beginDraft, dropDraft, forgetDrafts, ownDraft, ownDrafts, saveDraft } from './sql.ts'

/** Days for which a draft that nobody goes on with is kept. */
const daysKept = 30
/** Drafts that one person may have at the same time. */
const most = 50
/** Bytes of a draft as JSON. */
const largest = 200_000

type Values = Record<string, unknown>

/** What is kept of an application that is being written. Values are as they were typed, right or not yet. */
export interface DraftBody {
  /** The step at which its writer is. */
  step: string | null
  guide: Values
  answers: Values
  /** Uploads by the key of their material. */
  files: Record<string, string>
  /** Where first values came from, by the key of the field, as long as they stand. */
  from: Record<string, string>
  /** Whether the registers were asked for first values. */
  prefilled: boolean
  /** The enterprise for which it is applied. */
  entity: string | null
  /** Handing it in twice under this key has no second effect, on whatever device. */
  idempotencyKey: string
}

/** How far a draft is kept. */
export interface Saved {
  version: number
  /** Moments, ISO 8601. `until`: when it is forgotten if nobody goes on with it. */
  begun: string
  saved: string
  until: string
}

/** A draft as its writer's page gives it; `version` is the one last seen, 0 for one that begins. */
export interface NewDraft extends DraftBody {
  version: number
  region: string | null
}

/** A draft as its writer finds it again, with what its uploads are. */
export interface DraftView extends Saved, Omit<DraftBody, 'files'> {
  matter: string
  label: string
  region: string | null
  files: Record<string, FileFacts>
}

/** A draft in the list of one's own. */
export interface DraftSummary extends Saved {
  matter: string
  label: string
  region: string | null
  step: string | null
}

const day = 86_400_000
const since = (now: Date) => new Date(now.getTime() - daysKept * day)
const savedOf = (row: Row): Saved => {
  const at = new Date(row.saved as string)
  return {
    version: row.version as number,
    begun: new Date(row.begun as string).toISOString(),
    saved: at.toISOString(),
    until: new Date(at.getTime() + daysKept * day).toISOString(),
  }
}

/** The matter of a draft. @throws Invalid when nobody can apply for it by itself */
function matterOf(parts: Parts, name: string): Matter {
  const matter = parts.matters.get(name)
  if (!matter.procedure) throw new Invalid('这个事项不单独办理', { code: 'matter.component', path: 'matter' })
  return matter
}

function writerOf({ actor }: Context): { account: string; person: string } {
  if (!actor.account || !actor.person) throw new NotAllowed('请以本人身份登录后申请', { code: 'case.applicant' })
  return { account: actor.account, person: actor.person }
}

/** What an agent would apply for in the principal's name. */
const wanted = ({ actor }: Context, matter: string) => ({ matter, entity: actor.proxy?.entity ?? null })

/** Only what the forms ask: a draft is no place to keep other things. */
function asked(form: Form | undefined, values: Values): Values {
  const fields: Fields = fieldsOfForms([form])
  return Object.fromEntries(Object.entries(values).filter(([key]) => Object.hasOwn(fields, key)))
}

/** The actor's own drafts, the latest first. Nobody else is ever shown them; those that an agent writes are the agent's until handed in. */
export async function listDrafts(parts: Parts, ctx: Context): Promise<DraftSummary[]> {
  if (!ctx.actor.person) return []
  return (await ctx.tx.rows(ownDrafts(since(ctx.now), most))).flatMap((row) => {
    const matter = parts.matters.find(row.matter as string)
    if (!matter?.procedure || !covers(ctx.actor, wanted(ctx, matter.name))) return []
    const { step } = row.body as DraftBody
    return [{ matter: matter.name, label: matter.label, region: row.region as string | null, step, ...savedOf(row) }]
  })
}

/** The actor's own draft of a matter; null when there is none. */
export async function getDraft(parts: Parts, ctx: Context, name: string): Promise<DraftView | null> {
  const matter = matterOf(parts, name)
  if (!ctx.actor.person || !covers(ctx.actor, wanted(ctx, name))) return null
  const row = await ctx.tx.row(ownDraft(name, since(ctx.now)))
  if (!row) return null
  const { files, ...body } = row.body as DraftBody
  const facts = new Map((await parts.outside.files(ctx, Object.values(files))).map((one) => [one.id, one]))
  return {
    matter: name,
    label: matter.label,
    region: row.region as string | null,
    ...savedOf(row),
    ...body,
    files: Object.fromEntries(Object.entries(files).flatMap(([key, id]) => (facts.has(id) ? [[key, facts.get(id)!]] : []))),
  }
}

/**
 * Keeps what was written so far.
 * @throws Conflict when it was written, handed in or thrown away elsewhere since; TooMany; Invalid when it is too large
 */
export async function keepDraft(parts: Parts, ctx: Context, name: string, given: NewDraft): Promise<Saved> {
  const matter = matterOf(parts, name)
  const writer = writerOf(ctx)
  requireCovered(ctx.actor, wanted(ctx, name))
  const { version, region, ...body } = given
  const kept: DraftBody = { ...body, guide: asked(matter.guide, body.guide), answers: asked(matter.form, body.answers) }
  const text = JSON.stringify(kept)
  if (Buffer.byteLength(text) > largest) throw new Invalid('填写的内容太多，存不下', { code: 'draft.large' })
  const row =
    version === 0
      ? await begin(ctx, { ...writer, matter: name, region, body: text })
      : await ctx.tx.row(saveDraft({ matter: name, version, region, body: text }, ctx.now))
  if (!row) throw new Conflict('这份申请在别的设备上改过，或者已经提交', { code: 'draft.moved' })
  return savedOf(row)
}

async function begin(ctx: Context, of: Parameters<typeof beginDraft>[0]): Promise<Row | undefined> {
  const earlier = await ctx.tx.rows(ownDrafts(since(ctx.now), most))
  if (earlier.length >= most) throw new TooMany(`没有写完的申请最多 ${most} 份，请先提交或者删除几份`, { code: 'draft.many' })
  return ctx.tx.row(beginDraft(of, ctx.now, since(ctx.now)))
}

/**
 * The uploads that drafts had go with them, but for those that became part of a case and those of others: a draft may name anything, and only
 * its writer's own is its own.
 */
async function forget(parts: Parts, ctx: Context, rows: readonly Row[]): Promise<void> {
  await parts.outside.forgetFiles(
    ctx,
    rows.flatMap(({ account, body }) => Object.values((body as DraftBody).files).map((file) => ({ file, uploader: account as string }))),
  )
}

/** Throws the actor's own draft of a matter away with its uploads; also when there is none. */
export async function throwDraftAway(parts: Parts, ctx: Context, name: string): Promise<void> {
  writerOf(ctx)
  await forget(parts, ctx, await ctx.tx.rows(dropDraft(name)))
}

/** Drafts that are forgotten in one transaction. */
const atOnce = 200

/** Forgets some of the drafts that nobody went on with, and their uploads; only the system. @returns how many; fewer than asked for at once: all */
export async function forgetOldDrafts(parts: Parts, ctx: Context): Promise<{ gone: number; more: boolean }> {
  const rows = await ctx.tx.rows(forgetDrafts(since(ctx.now), atOnce))
  await forget(parts, ctx, rows)
  return { gone: rows.length, more: rows.length === atOnce }
}
