import { kindOf, STEWARD, type AnyField } from '#declare'
import type { Context } from '#kernel/context'
import { sees } from '../columns.ts'
import { get, type ReadParts } from '../read.ts'
import { contributionsOf, openWhole } from './recompute.ts'
import { rulesOf } from './rules.ts'
import { instantOf, isContradicted, sayingOf } from './settle.ts'
import { saidColumns } from './sql.ts'

/** One word of a source about one field. */
export interface Word {
  source: string
  label: string
  /** The organisation that supplied it. */
  supplier: string | null
  /** The batch that brought it, or the case in which it was decided. */
  batch: string | null
  /** Since when it holds, as the source knows it. */
  at: string
  /** As whoever asks may see it; null where the source says that there is nothing, or where it has no mask. */
  value: unknown
  none: boolean
  masked: boolean
}

/** What is said of one field: the word that counts comes first. */
export interface FieldWords {
  field: string
  words: Word[]
  /** Sources contradict each other. */
  contradicted: boolean
  /** They do, and the steward has not said what holds. */
  open: boolean
}

/**
 * What sources say of a record, field by field, to whoever may read it, and as plainly. Of a record to which nobody contributed it is nothing:
 * its values are its own source's.
 */
export async function sourcesOf(
  parts: ReadParts,
  ctx: Context,
  name: string,
  id: string,
): Promise<{ fields: FieldWords[]; sources: Record<string, string>; own: string }> {
  const definition = parts.definitions.get(name)
  const rules = rulesOf(definition)
  const { record, plain, fields: shown } = await get(parts, ctx, name, id)
  openWhole(ctx, definition)
  const contributions = (await contributionsOf(parts, ctx, definition, [record.id])).get(record.id) ?? []
  const labelOf = (source: string) => rules.sources[source]?.label ?? '数据专员'
  const fields = saidColumns(definition.contributions!).flatMap(({ key, field }): FieldWords[] => {
    const saying = sees({ fields: shown }, key) ? sayingOf(rules, key, contributions) : []
    if (saying.length === 0) return []
    const contradicted = isContradicted(key, saying)
    const words = saying.map(({ source, supplier, batch, said, values }): Word => {
      const value = values[key] ?? null
      const masked = value !== null && !plain && field.privacy !== 'none'
      return {
        source,
        label: labelOf(source),
        supplier,
        batch,
        at: instantOf(said[key]!),
        value: masked ? (kindOf(field).mask?.(value, field as AnyField) ?? null) : value,
        none: value === null,
        masked,
      }
    })
    return [{ field: key, words, contradicted, open: contradicted && !saying.some(({ source }) => source === STEWARD) }]
  })
  const sources = Object.fromEntries([STEWARD, ...Object.keys(rules.sources)].map((source) => [source, labelOf(source)]))
  return { fields, sources, own: labelOf(rules.own ?? STEWARD) }
}
