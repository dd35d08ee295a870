import type { RecordRow, RecordVersion } from '../../api/types.ts'

export interface FieldChange {
  field: string
  before: unknown
  after: unknown
}

/**
 * What each version changed, newest first. A version keeps what it replaced; what came instead is what the next version to touch
 * the field replaced, or what stands now.
 */
export function changesByVersion(versions: readonly RecordVersion[], now: RecordRow): { version: RecordVersion; changes: FieldChange[] }[] {
  const current: Record<string, unknown> = { ...now }
  return [...versions]
    .toSorted((one, other) => other.version - one.version)
    .map((version) => ({
      version,
      changes: (version.fields ?? []).map((field) => {
        const change = { field, before: version.before?.[field] ?? null, after: current[field] ?? null }
        if (version.before) current[field] = version.before[field]
        return change
      }),
    }))
}
