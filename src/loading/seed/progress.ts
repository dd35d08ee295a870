/** Says how far something is: what, how many of how many, how fast, how long still. */
export interface Counter {
  add(count: number): void
  done(): void
}

export interface Progress {
  of(what: string, total: number): Counter
}

const seconds = (milliseconds: number) => (milliseconds / 1000).toFixed(1)
const left = (value: number) => (value >= 90 ? `${Math.round(value / 60)} min` : `${Math.max(0, Math.round(value))} s`)

/** Progress as lines, at most one in two seconds for each thing. */
export function openProgress(say: (line: string) => void): Progress {
  return {
    of(what, total) {
      const began = performance.now()
      let count = 0
      let said = began
      const rate = () => Math.round(count / Math.max(0.001, (performance.now() - began) / 1000))
      return {
        add(more) {
          count += more
          const now = performance.now()
          if (now - said < 2000) return
          said = now
          const memory = Math.round(process.memoryUsage.rss() / 1e6)
          say(`${what} ${count} / ${total} · ${rate()}/s · ${left((total - count) / Math.max(1, rate()))} · ${memory} MB`)
        },
        done() {
          if (total > 0) say(`${what} ${count} · ${seconds(performance.now() - began)} s · ${rate()}/s`)
        },
      }
    },
  }
}

/** Nobody is told. */
export const silent: Progress = { of: () => ({ add: () => undefined, done: () => undefined }) }
