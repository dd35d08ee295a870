import { existsSync } from 'node:fs'
import type { Identity } from '#engines/identity'
import type { OpenData, Registers } from '#engines/registers'
import { inContext, type Actor, type Context, type Ground } from '#kernel/context'
import { actorOf } from './acting.ts'
import { cityFile } from './tables.ts'

interface ShippedSet {
  /** The account of the demonstration that makes it. */
  maker: string
  set: Record<string, unknown>
  selection: Parameters<OpenData['begin']>[2]
  note: string
  answer: string
}

/** The account that approves them. */
const APPROVER = 'open-approver'
const what = '演示开放数据'

interface OpenWorld {
  ground: Ground
  identity: Identity
  registers: Registers
  openData: OpenData
}

/** The open data of a demonstration, made by one of its posts, checked, and approved by another, as anybody does it. @returns how many sets */
export async function loadOpenData(world: OpenWorld, city: string): Promise<number> {
  const { ground, registers, openData, identity } = world
  const file = `${city}/open-data.json`
  if (!existsSync(new URL(`../../city/${file}`, import.meta.url))) return 0
  const there = await identity.asSystem(what, (ctx) => registers.listUntyped(ctx, 'open.data-set', { limit: 1 }))
  if (there.items.length > 0) return 0
  const sets = JSON.parse(cityFile(file)) as ShippedSet[]
  const approver = await actorOf(world, APPROVER, what)
  if (!approver) return 0
  for (const { maker, set, selection, note, answer } of sets) {
    const actor = await actorOf(world, maker, what)
    if (!actor) continue
    const as = <T>(who: Actor, work: (ctx: Context) => Promise<T>) => inContext(ground, who, { kind: 'duty', what }, work)
    const { id: version } = await as(actor, async (ctx) => {
      const id = await registers.addUntyped(ctx, 'open.data-set', {
        ...set,
        provider: actor.organisation,
        region: actor.region.id,
        state: 'draft',
      })
      return openData.begin(ctx, id, selection)
    })
    await openData.jobs['open-data-check']({ version, actor })
    const checked = await as(actor, (ctx) => openData.version(ctx, version))
    // Too few people or enterprises were generated for it: it is left to be made by hand.
    if (checked.state !== 'checked' || checked.report?.blocks.length !== 0) continue
    await as(actor, (ctx) => openData.propose(ctx, version, note))
    await as(approver, (ctx) => openData.answer(ctx, version, true, answer))
    await openData.jobs['open-data-publish']({ version, actor: approver })
  }
  return sets.length
}
