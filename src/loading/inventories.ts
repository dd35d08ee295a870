import { existsSync, readFileSync } from 'node:fs'
import type { Identity } from '#engines/identity'
import type { Catalogue, Registers } from '#engines/registers'
import { inContext, type Actor, type Context, type Ground } from '#kernel/context'
import { Broken } from '#kernel/errors'
import { actorOf } from './acting.ts'
import { cityFile } from './tables.ts'

/** A list of resources as a department fills it in, and who brings it. */
interface ShippedInventory {
  file: string
  /** The account of the demonstration that brings it. */
  steward: string
}

/** The account that publishes what departments bring. */
const KEEPER = 'catalogue'
const what = '演示目录清单'

interface InventoryWorld {
  ground: Ground
  identity: Identity
  registers: Registers
  catalogue: Catalogue
}

/**
 * Inventories of departments of the demonstration, each brought by its steward and published by whoever keeps the catalogue, as they do it at the desk.
 * @returns how many resources came into the catalogue
 * @throws Broken where a file that ships has a mistake
 */
export async function loadInventories(world: InventoryWorld, city: string): Promise<number> {
  const { ground, catalogue, registers, identity } = world
  const list = `${city}/inventories.json`
  if (!existsSync(new URL(`../../city/${list}`, import.meta.url))) return 0
  // Entries of no register are what was brought before, here or at the desk.
  const there = await identity.asSystem(what, (ctx) =>
    registers.listUntyped(ctx, 'catalogue.resource', { where: [{ field: 'register', operator: 'isEmpty', value: true }], limit: 1 }),
  )
  if (there.items.length > 0) return 0
  const as = <T>(who: Actor, work: (ctx: Context) => Promise<T>) => inContext(ground, who, { kind: 'duty', what }, work)
  let added = 0
  for (const { file, steward } of JSON.parse(cityFile(list)) as ShippedInventory[]) {
    const actor = await actorOf(world, steward, what)
    if (!actor) continue
    const bytes = readFileSync(new URL(`../../city/${city}/${file}`, import.meta.url))
    const { problems, taken } = await as(actor, (ctx) => catalogue.drafts.inventory(ctx, bytes, true))
    const wrong = problems[0]
    if (wrong) throw new Broken(`${file}, row ${wrong.row}, ${wrong.column}: ${wrong.message}`)
    added += taken
  }
  const keeper = added === 0 ? undefined : await actorOf(world, KEEPER, what)
  if (!keeper) return 0
  await as(keeper, async (ctx) => {
    for (const { id } of (await catalogue.drafts.list(ctx)).items) await catalogue.publish(ctx, id, 'published')
  })
  return added
}
