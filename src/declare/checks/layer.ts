import type { Fields } from '../field.ts'
import type { ChoiceField } from '../fields/choice.ts'
import type { Problem } from '../fields/index.ts'
import type { Layer } from '../layer.ts'
import { finding, type Names } from './known.ts'

/** What is wrong with a layer: its register, its fields, and what a map may not show. */
export function checkLayer(layer: Layer, names: Names): Problem[] {
  const found = finding(layer.name, names)
  const { want } = found
  want(layer.label.trim() !== '', 'label', 'a layer has a label')
  // Tiles nearer than 11 hold a whole town and more; those beyond 18 are not drawn.
  want(layer.singleFrom >= 11 && layer.singleFrom <= 18, 'singleFrom', 'single records are drawn from a zoom between 11 and 18 on')
  const register = names.registers.get(layer.of)
  want(register !== undefined, 'of', `there is no register ${layer.of}`)
  if (!register) return found.problems
  const fields = register.fields as Fields
  const place = layer.place === null ? undefined : fields[layer.place]
  want(layer.place === null || place?.kind === 'point', 'place', `${layer.of} has no point ${layer.place}`)
  want((place?.privacy ?? 'none') === 'none', 'place', 'where a person is to be found is not drawn')
  want(
    layer.place !== null || register.region !== undefined,
    'of',
    'records without a place are counted in their region, and these have none',
  )
  if (layer.kinds) {
    const field = fields[layer.kinds.field] as unknown as (ChoiceField & { multiple?: boolean }) | undefined
    want(field?.kind === 'choice' && !field.multiple, 'kinds/field', `${layer.of} has no choice ${layer.kinds.field} of one value`)
    want((field?.privacy ?? 'none') === 'none', 'kinds/field', 'what tells about a person is not drawn')
    for (const value of Object.keys(layer.kinds.colours))
      want(field?.choices?.[value] !== undefined, `kinds/colours/${value}`, `${layer.kinds.field} has no such value`)
  }
  for (const key of layer.shows) want(fields[key] !== undefined, `shows/${key}`, `${layer.of} has no field ${key}`)
  return found.problems
}
