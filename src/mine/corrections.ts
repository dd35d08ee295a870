import type { Documents } from '#engines/documents'
import type { Messages } from '#engines/messages'
import type { AskedCorrection, Registers } from '#engines/registers'
import { askerOf, ownAsks, type Ask } from '#kernel/asks'
import type { Context } from '#kernel/context'

interface CorrectionParts {
  registers: Registers
  documents: Documents
  messages: Messages
}

const answerWords = { accepted: '已经更正', refused: '没有更正', open: '等待答复', withdrawn: '已经撤回' } as const

/** What comes of an ask for a correction beside the ask: evidence stays with it, the steward's people are told, and so is who asked. */
export const correctionsOutside = ({ registers, documents, messages }: CorrectionParts) => ({
  async asked(ctx: Context, { ask, organisation, regionPath }: AskedCorrection, evidence: readonly string[]): Promise<void> {
    await documents.attach(ctx, evidence, { case: ask.id })
    const label = registers.labelOf(ask.register!)
    for (const { name, may } of registers.definitions.roles.values())
      if (may.some((one) => one.register === ask.register && one.acts.includes('change')))
        await messages.send(ctx, {
          to: { role: name, organisation, regionPath },
          title: `有人请求更正“${label}”`,
          text: ask.reason,
          link: '/desk/asks',
          key: `ask:${ask.id}`,
        })
  },
  async answered(ctx: Context, ask: Ask): Promise<void> {
    const account = await askerOf(ctx, ask.id)
    if (!account) return
    await messages.send(ctx, {
      to: { account },
      title: `您请求更正“${registers.labelOf(ask.register!)}”：${answerWords[ask.state]}`,
      text: `答复：${ask.answer ?? ''}`,
      link: '/me/records',
      key: `ask:${ask.id}:answered`,
    })
  },
})

/** An ask as whoever asked it finds it. */
export interface MyAsk extends Omit<Ask, 'askerName' | 'proposal'> {
  registerLabel: string
  /** Who is to answer. */
  organisation: string | null
  changes: Record<string, unknown>
  evidence: Awaited<ReturnType<Documents['files']>>
}

/** What the actor asked the stewards of registers, the latest first. */
export async function myAsks(parts: Pick<CorrectionParts, 'registers' | 'documents'>, ctx: Context): Promise<MyAsk[]> {
  const asks = (await ownAsks(ctx)).filter(({ kind }) => kind === 'registers.correction')
  const titles = await parts.registers.titles(ctx, new Map([['identity.organisation', new Set(asks.map((one) => one.organisation))]]))
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
    registerLabel: parts.registers.labelOf(register!),
    organisation: titles[organisation] ?? null,
    changes: (proposal.changes ?? {}) as Record<string, unknown>,
    evidence: files.filter(({ id }) => evidenceOf({ proposal } as Ask).includes(id)),
  }))
}
