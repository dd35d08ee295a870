import type { Cases, CaseSummary } from '#engines/cases'
import type { Documents } from '#engines/documents'
import type { Messages } from '#engines/messages'
import { WITHHOLDING, type AskedCorrection, type Registers } from '#engines/registers'
import { askerOf, ownAsks, type Ask } from '#kernel/asks'
import type { Context } from '#kernel/context'

const answerWords = { accepted: '已经更正', refused: '没有更正', open: '等待答复', withdrawn: '已经撤回' } as const

const withholdingWords = { accepted: '已经批准', refused: '没有批准', open: '等待批准', withdrawn: '已经撤回' } as const

/** What comes of an ask for a correction beside its case: evidence stays with it, and who asked is told where to follow it. */
export const correctionsOutside = ({
  registers,
  documents,
  messages,
}: {
  registers: Registers
  documents: Documents
  messages: Messages
}) => ({
  async asked(ctx: Context, { ask }: AskedCorrection, evidence: readonly string[]): Promise<void> {
    const { kind, account } = ctx.actor
    await documents.attach(ctx, evidence, { case: ask.case ?? ask.id })
    if (account && ask.case)
      await messages.send(ctx, {
        to: { account },
        title: `已收到您对“${registers.labelOf(ask.register!)}”的更正请求`,
        text: '负责的部门核实以后答复；期限和进度见办件。',
        link: kind === 'person' ? `/cases/${ask.case}` : `/desk/cases/${ask.case}`,
        key: `ask:${ask.id}:receipt`,
      })
  },
  async answered(ctx: Context, ask: Ask): Promise<void> {
    // Of what has a case the case tells.
    const account = ask.case ? null : await askerOf(ctx, ask.id)
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
export interface MyAsk extends Omit<Ask, 'askerName' | 'proposal' | 'case'> {
  registerLabel: string
  /** Who is to answer. */
  organisation: string | null
  /** The case that answers it: its number, whose turn it is, until when. */
  case: Pick<CaseSummary, 'id' | 'number' | 'due' | 'light' | 'holder'> | null
  changes: Record<string, unknown>
  evidence: Awaited<ReturnType<Documents['files']>>
}

/** What the actor asked the stewards of registers, the latest first. */
export async function myAsks(
  { registers, documents, cases }: { registers: Registers; documents: Documents; cases: Pick<Cases, 'listMine'> },
  ctx: Context,
): Promise<MyAsk[]> {
  const asks = (await ownAsks(ctx)).filter(({ kind }) => kind === 'registers.correction')
  const titles = await registers.titles(ctx, new Map([['identity.organisation', new Set(asks.map((one) => one.organisation))]]))
  const own = asks.some((one) => one.case) ? await cases.listMine(ctx) : []
  const evidenceOf = ({ proposal }: Pick<Ask, 'proposal'>) => (proposal.evidence ?? []) as string[]
  const files = await documents.files(ctx, asks.flatMap(evidenceOf))
  return asks.map(({ askerName: _name, proposal, organisation, case: of, ...ask }) => {
    const summary = own.find(({ id }) => id === of)
    return {
      ...ask,
      registerLabel: registers.labelOf(ask.register!),
      organisation: titles[organisation] ?? null,
      case: summary ? { id: summary.id, number: summary.number, due: summary.due, light: summary.light, holder: summary.holder } : null,
      changes: (proposal.changes ?? {}) as Record<string, unknown>,
      evidence: files.filter(({ id }) => evidenceOf({ proposal }).includes(id)),
    }
  })
}
