import type { TSchema } from '@sinclair/typebox'

/** A key that nothing has. */
export const NOBODY = '019b0000-0000-7000-8000-000000000000'

/** A value that a schema of a route takes: the least that is asked for, so that what refuses is the door and not the shape. */
export function sampleOf(schema: TSchema): unknown {
  if (schema.const !== undefined) return schema.const
  if (schema.anyOf) return sampleOf((schema.anyOf as TSchema[])[0]!)
  if (schema.enum) return (schema.enum as unknown[])[0]
  switch (schema.type) {
    case 'object': {
      const required = (schema.required ?? []) as string[]
      const properties = (schema.properties ?? {}) as Record<string, TSchema>
      return Object.fromEntries(required.map((key) => [key, sampleOf(properties[key]!)]))
    }
    case 'array':
      return Array.from({ length: schema.minItems ?? 0 }, () => sampleOf(schema.items as TSchema))
    case 'integer':
    case 'number':
      return schema.minimum ?? 1
    case 'boolean':
      return true
    case 'string':
      if (schema.format === 'uuid') return NOBODY
      if (schema.format === 'date') return '2026-03-02'
      if (schema.format === 'date-time') return '2026-03-02T09:00:00+08:00'
      return 'x'.repeat(Math.max(1, schema.minLength ?? 1))
    default:
      return {}
  }
}
