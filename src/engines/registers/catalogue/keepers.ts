import type { Context } from '#kernel/context'
import { catalogueManager } from './resource.ts'

/** Who keeps the catalogue of a region (政务数据共享主管部门): publishes entries there. */
export interface Keepers {
  region(ctx: Context, region: string): Promise<boolean>
  /** Of any region at all. */
  any(ctx: Context): boolean
}

export const openKeepers = (pathOf: (region: string) => Promise<string>): Keepers => ({
  async region(ctx, region) {
    const path = await pathOf(region)
    return ctx.actor.duties.some((duty) => duty.role === catalogueManager.name && path.startsWith(duty.regionPath))
  },
  any: (ctx) => ctx.actor.duties.some(({ role }) => role === catalogueManager.name),
})
