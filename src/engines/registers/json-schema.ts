import { kindOf, schemaOf, type AnyField, type Fields, type RowsField } from '#declare'
import type { Definition } from './definitions.ts'

/** What a schema is for: what is read, what is given to make a record, what is given to change one. */
export type SchemaUse = 'read' | 'add' | 'change'

/** JSON Schema, draft 2020-12. */
export type JsonSchema = Readonly<Record<string, unknown>>

/** Where the schema of a register is found. */
export const schemaAddress = (register: string, use: SchemaUse = 'read'): string =>
  `/api/registers/${register}/schema${use === 'read' ? '' : `?use=${use}`}`

/** Written for an older draft, a tuple has its members in `items`. */
function asOf2020(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(asOf2020)
  if (typeof schema !== 'object' || schema === null) return schema
  const { items, additionalItems: _, ...rest } = Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, asOf2020(value)]))
  if (items === undefined) return rest
  return Array.isArray(items) ? { ...rest, prefixItems: items, items: false } : { ...rest, items }
}

const orNull = (schema: JsonSchema): JsonSchema => ({ anyOf: [schema, { type: 'null' }] })

/** A value as it is read: masked for whoever may not see it plainly. */
function readSchema(field: AnyField): JsonSchema {
  const { kind, privacy, optional } = field
  const rows = kind === 'rows' ? (field as unknown as RowsField).fields : undefined
  const own = {
    ...kindOf(field).schema(field),
    ...(rows ? { items: objectOf(Object.entries(rows).map(([key, one]) => [key, readSchema(one)])) } : {}),
  }
  const shown = privacy === 'none' ? own : { anyOf: [own, { type: 'string', description: 'a mask in its place' }] }
  const { label, help } = field
  return { title: label, ...(help ? { description: help } : {}), ...(optional || kind === 'formula' ? orNull(shown) : shown) }
}

/** An object that has all of these, and nothing else. */
const objectOf = (properties: readonly (readonly [string, JsonSchema])[]): JsonSchema => ({
  type: 'object',
  properties: Object.fromEntries(properties),
  required: properties.map(([key]) => key),
  additionalProperties: false,
})

const day = { type: 'string', format: 'date' }
const moment = { type: 'string', format: 'date-time' }
const head: readonly (readonly [string, JsonSchema])[] = [
  ['id', { type: 'string', format: 'uuid', title: '编号' }],
  ['version', { type: 'integer', minimum: 1, title: '版本' }],
  ['recorded', { ...moment, title: '记录时间' }],
  ['ended', { ...orNull(moment), title: '终止时间' }],
]

/** The JSON Schema of a register's records. What a schema can't say, such as a check character, stands in a description. */
export function schemaOfRegister({ register }: Definition, use: SchemaUse): JsonSchema {
  const { name, label, about, effective } = register
  const fields = register.fields as Fields
  const said = {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: schemaAddress(name, use),
    title: label,
    ...(about ? { description: about } : {}),
  }
  if (use === 'read') {
    const periods = effective
      ? ([
          ['key', { type: 'string' }],
          ['from', orNull(moment)],
          ['to', orNull(moment)],
        ] as const)
      : []
    const read = objectOf([...head, ...periods, ...Object.entries(fields).map(([key, field]) => [key, readSchema(field)] as const)])
    // Fields that were not asked for, and those that are not shown to whoever asks, are not there.
    const required = head.map(([key]) => key)
    return asOf2020({ ...said, ...read, required }) as JsonSchema
  }
  const { properties, required = [], ...rest } = schemaOf(fields, { partial: use === 'change' })
  const period = effective && use === 'add' ? { key: { type: 'string', format: 'uuid' }, from: day, to: orNull(day) } : {}
  return asOf2020({ ...said, ...rest, properties: { ...properties, ...period }, required }) as JsonSchema
}
