/** Lets an address through `many` times in each span of `seconds`; counted in this process alone. */
export function openLimiter({ many, seconds }: { many: number; seconds: number }) {
  let span = 0
  let counts = new Map<string, number>()
  return {
    /** Counts one more; false when it is one too many. */
    allows(address: string): boolean {
      const now = Math.floor(Date.now() / 1000 / seconds)
      if (now !== span) {
        span = now
        counts = new Map()
      }
      const count = (counts.get(address) ?? 0) + 1
      counts.set(address, count)
      return count <= many
    },
  }
}
