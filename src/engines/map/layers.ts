import { createHash } from 'node:crypto'
import { layer, type ChoiceField, type Layer, type Meaning } from '#declare'
import { organisations, regions } from '#engines/identity'
import type { Definition, Definitions } from '#engines/registers'
import { quote } from '#kernel/database'
import { Broken } from '#kernel/errors'

/** Layers of the registers that engines declare. */
export const engineLayers: readonly Layer[] = [
  layer('identity.seats', regions, {
    label: '政府和村（居）委会驻地',
    about: '各级行政区划的驻地。',
    place: 'place',
    kinds: { field: 'level', colours: { city: 1, county: 2, town: 3, village: 8 } },
    shows: ['code', 'level', 'parent'],
  }),
  layer('identity.organisations', organisations, {
    label: '机构',
    about: '各区划的政府部门和单位。',
    kinds: { field: 'level', colours: { city: 1, county: 2, town: 3 } },
    shows: ['function', 'parent'],
  }),
]

/** A layer with the table behind it. */
export interface CompiledLayer {
  layer: Layer
  definition: Definition
  /** SQL of the place of a row `t`; null where records are counted in their region. */
  place: string | null
  /** SQL of the kind of a row `t`. */
  kind: string
  /** SQL of the title of a row `t`, where it tells nothing about a person. */
  title: string
  kinds: readonly { value: string; label: string; meaning: Meaning }[]
  /** Keys of the fields that are drawn, or by which records are told apart and named. */
  draws: readonly string[]
  /** Anybody may read the register. */
  open: boolean
  /** Of what its tallies depend on. */
  digest: string
}

/** Joins a declared layer with the columns behind its fields. @throws Broken when a field has no column; start-up checks say so before */
export function compileLayer(layer: Layer, definitions: Definitions): CompiledLayer {
  const definition = definitions.get(layer.of)
  const column = (key: string) => {
    const found = definition.columns.find((one) => one.key === key)
    if (!found) throw new Broken(`${layer.name}: ${layer.of} has no field ${key}`)
    return found
  }
  const plain = (key: string) => {
    const { field, name, sealed } = column(key)
    return sealed || field.privacy !== 'none' ? `''` : `coalesce(t.${quote(name)}::text, '')`
  }
  const { choices = {} } = layer.kinds ? (column(layer.kinds.field).field as unknown as ChoiceField) : {}
  const place = layer.place === null ? null : `t.${quote(column(layer.place).name)}`
  const kind = layer.kinds ? plain(layer.kinds.field) : `''`
  return {
    layer,
    definition,
    place,
    kind,
    title: plain(definition.register.title),
    kinds: Object.entries(choices as Record<string, string>).map(([value, label]) => ({
      value,
      label,
      meaning: layer.kinds?.colours[value] ?? 'calm',
    })),
    draws: [...(layer.place === null ? [] : [layer.place]), ...(layer.kinds ? [layer.kinds.field] : []), definition.register.title],
    open: definition.register.class === 'public',
    digest: createHash('sha256')
      .update(JSON.stringify([layer.of, place, kind]))
      .digest('hex'),
  }
}
