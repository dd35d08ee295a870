import { organisations, type Places } from '#engines/identity'
import type { CatalogueOptions, Registers } from '#engines/registers'
import type { LoadedSystem } from './systems/index.ts'

/** What the catalogue asks of others: where regions lie, what organisations are, and what systems make of the records of a register. */
export const catalogueOutside = ({
  systems,
  registers,
  places,
}: {
  systems: readonly LoadedSystem[]
  registers: Registers
  places: Places
}): Pick<CatalogueOptions, 'usesOf' | 'organisationOf' | 'pathOf'> => ({
  usesOf: (register) =>
    systems.flatMap(({ system }) => [
      ...system.indicators.filter(({ of }) => of === register).map(({ label }) => ({ kind: 'figure' as const, label })),
      ...system.layers.filter((one) => one.of === register).map(({ label }) => ({ kind: 'layer' as const, label })),
    ]),
  async organisationOf(ctx, id) {
    const { name, shortName, function: fn, region } = await registers.get(ctx, organisations, id)
    return { names: [name, shortName], fn, region, regionCode: (await places.find(region))?.code ?? '' }
  },
  pathOf: async (region) => (await places.find(region))?.path ?? '',
})
