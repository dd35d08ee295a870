import type { Compute } from '#kernel/compute'
import { OPEN_BOX, type Context } from '#kernel/context'
import { Conflict, NotAllowed } from '#kernel/errors'
import { boxesFor } from '../permission.ts'
import { giveCode } from './codes.ts'
import { inventoryRows, readInventory, type Inventory } from './inventory.ts'
import type { Keepers } from './keepers.ts'
import { resources } from './resource.ts'
import { ownNames } from './sql.ts'
import type { SyncParts } from './sync.ts'

export interface DraftParts extends SyncParts {
  /** Reads workbooks in a thread of its own. */
  compute: Compute
  /** What the own organisation is called, and where it is; the engine that keeps organisations answers. */
  organisationOf(ctx: Context, id: string): Promise<{ names: readonly string[]; fn: string; region: string; regionCode: string }>
}

/** Entries on their way into the catalogue: brought in by departments, published by whoever keeps the catalogue of the region. */
export function openDrafts({ registers, asSystem, compute, organisationOf }: DraftParts, keeps: Keepers) {
  return {
    /**
     * Reads the inventory that a steward brings, and takes in as drafts what is good in it when `takes`. The rest is told row by row.
     * @throws NotAllowed for whoever may not add entries of the own organisation
     */
    async inventory(ctx: Context, file: Buffer, takes: boolean): Promise<Inventory & { taken: number }> {
      const organisation = ctx.actor.organisation
      if (!organisation || boxesFor(registers.definitions.roles, ctx, resources, 'add').length === 0)
        throw new NotAllowed('没有权限编制本单位的目录', { code: 'catalogue.steward' })
      const rows = await inventoryRows(file, compute)
      const { names, fn, region, regionCode } = await organisationOf(ctx, organisation)
      const known = await asSystem('信息资源目录', (system) => {
        system.tx.open('catalogue_resource', 'read', OPEN_BOX)
        return system.tx.rows(ownNames(organisation))
      })
      const inventory = readInventory(rows, { names, known: new Set(known.map((row) => row.name as string)) })
      let taken = 0
      for (const { record, good } of takes ? inventory.resources : []) {
        if (!good) continue
        const { kind, group } = record as { kind: 'base' | 'theme' | 'department'; group: string | null }
        const code = await giveCode(ctx, { kind, group, fn, division: regionCode })
        await registers.addUntyped(ctx, resources.name, { ...record, code, region, provider: organisation, sources: [], state: 'draft' })
        taken += 1
      }
      return { ...inventory, taken }
    },
    /** Entries of the own organisation that are no longer or not yet in the catalogue; for whoever keeps a region's, all of them there. */
    async list(ctx: Context) {
      if (!registers.actsOf(ctx, resources.name).includes('change')) return { items: [], titles: {}, publishes: false }
      const { items } = await registers.list(ctx, resources, { equals: { state: 'draft' }, limit: 200 })
      const titles = await registers.titles(
        ctx,
        new Map([['identity.organisation', new Set(items.flatMap(({ provider }) => provider ?? []))]]),
      )
      return { items, titles, publishes: keeps.any(ctx) }
    },
    /** Puts a draft into the catalogue (政务数据共享条例 art. 16: whoever keeps the catalogue looks at it and makes it known), or withdraws an entry. */
    async publish(ctx: Context, id: string, state: 'published' | 'withdrawn', on: string): Promise<void> {
      const entry = await registers.get(ctx, resources, id)
      if (!(await keeps.region(ctx, entry.region))) throw new NotAllowed('目录由目录管理员发布', { code: 'catalogue.publish' })
      if (entry.state === state) throw new Conflict('已经是这个状态', { code: 'catalogue.state' })
      ctx.tx.set('app.catalogue', 'keeper')
      await registers.change(ctx, resources, id, entry.version, { state, ...(state === 'published' ? { publishedOn: on } : {}) })
    },
  }
}
