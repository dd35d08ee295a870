import type { Documents } from '#engines/documents'
import type { Messages } from '#engines/messages'
import { WITHHOLDING, type AskedCorrection, type Registers } from '#engines/registers'
import { askerOf, ownAsks, type Ask } from '#kernel/asks'
import type { Context } from '#kernel/context'
import { addWorkingDays, localDate, type Calendar, type LocalDate } from '#kernel/days'

interface CorrectionParts {
  registers: Registers
  documents: Documents
  messages: Messages
  calendarOf(ctx: Context, regionPath: string): Promise<Calendar>
}

/**
 * Working days in which an objection to a datum is answered: `data-objection` of docs/law.md. The law itself says "in good time" (个人信息保护法
 * art. 46); the days are what the platform promises, and an installation compares them with its own rules.
 */
const ANSWER_DAYS = 10

/** By when an objection is answered, from the day on which it was raised. */
const dueOn = (calendar: Calendar, asked: Date, timezone: string): LocalDate =>
  addWorkingDays(calendar, localDate(asked, timezone), ANSWER_DAYS).date

/** What an objection is called on its receipt: the end of its key. */
const receiptOf = ({ id }: Pick<Ask, 'id'>): string => id.slice(-8).toUpperCase()

const answerWords = { accepted: '已经更正', refused: '没有更正', open: '等待答复', withdrawn: '已经撤回' } as const

const withholdingWords = { accepted: '已经批准', refused: '没有批准', open: '等待批准', withdrawn: '已经撤回' } as const

/** What comes of an ask for a correction beside the ask: evidence stays with it, the steward's people are told, and so is who asked. */
export const correctionsOutside = ({ registers, documents, messages, calendarOf }: CorrectionParts) => ({
  async asked(ctx: Context, { ask, organisation, regionPath }: AskedCorrection, evidence: readonly string[]): Promise<void> {
    await documents.attach(ctx, evidence, { case: ask.id })
    const label = registers.labelOf(ask.register!)
    const due = dueOn(await calendarOf(ctx, regionPath), ctx.now, ctx.ground.timezone)
    if (ctx.actor.account)
      await messages.send(ctx, {
        to: { account: ctx.actor.account },
        title: `已收到您对“${label}”的更正请求，回执编号 ${receiptOf(ask)}`,
        text: `最迟 ${due} 答复。`,
        link: '/me/records',
        key: `ask:${ask.id}:receipt`,
      })
    for (const { name, may } of registers.definitions.roles.values())
      if (may.some((one) => one.register === ask.register && one.acts.includes('change')))
        await messages.send(ctx, {
          to: { role: name, organisation, regionPath },
          title: `有人请求更正“${label}”`,
          text: `${ask.reason}（请在 ${due} 前答复）`,
          link: '/desk/asks',
          key: `ask:${ask.id}`,
        })
  },
  async answered(ctx: Context, ask: Ask): Promise<void> {
    const account = await askerOf(ctx, ask.id)
    if (!account) return
    const withholds = ask.kind === WITHHOLDING
    await messages.send(ctx, {
      to: { account },
      title: withholds
        ? `您申请的查阅记录暂缓展示：${withholdingWords[ask.state]}`
        : `您请求更正“${registers.labelOf(ask.register!)}”：${answerWords[ask.state]}`,
      text: `答复：${ask.answer ?? ''}`,
      link: withholds ? `/desk/registers/${ask.register}/${ask.subject}` : '/me/records',
      key: `ask:${ask.id}:answered`,
    })
  },
})

/** An ask as whoever asked it finds it. */
export interface MyAsk extends Omit<Ask, 'askerName' | 'proposal'> {
  registerLabel: string
  /** Who is to answer. */
  organisation: string | null
  /** The number on its receipt. */
  number: string
  /** By when it is answered, and whether that day has passed without an answer. */
  due: LocalDate
  late: boolean
  changes: Record<string, unknown>
  evidence: Awaited<ReturnType<Documents['files']>>
}

/** What the actor asked the stewards of registers, the latest first. */
export async function myAsks(parts: Pick<CorrectionParts, 'registers' | 'documents' | 'calendarOf'>, ctx: Context): Promise<MyAsk[]> {
  const asks = (await ownAsks(ctx)).filter(({ kind }) => kind === 'registers.correction')
  const titles = await parts.registers.titles(ctx, new Map([['identity.organisation', new Set(asks.map((one) => one.organisation))]]))
  const calendar = await parts.calendarOf(ctx, ctx.actor.region.path)
  const today = localDate(ctx.now, ctx.ground.timezone)
  const due = (asked: string) => dueOn(calendar, new Date(asked), ctx.ground.timezone)
  const evidenceOf = ({ proposal }: Ask) => (proposal.evidence ?? []) as string[]
  const files = await parts.documents.files(ctx, asks.flatMap(evidenceOf))
  return asks.map(({ id, kind, register, subject, reason, state, asked, answered, answer, proposal, organisation }) => ({
    id,
    kind,
    register,
    subject,
    reason,
    state,
    asked,
    answered,
    answer,
    number: receiptOf({ id }),
    due: due(asked),
    late: state === 'open' && due(asked) < today,
    registerLabel: parts.registers.labelOf(register!),
    organisation: titles[organisation] ?? null,
    changes: (proposal.changes ?? {}) as Record<string, unknown>,
    evidence: files.filter(({ id }) => evidenceOf({ proposal } as Ask).includes(id)),
  }))
}
