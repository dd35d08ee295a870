import type { Cluster } from '#kernel/cluster'

/** What the global set-up hands to every test file, as plain data. */
export interface TestGround {
  dataDir: string
  template: string
  passwords: Cluster['passwords']
  socketDir: string
  port: number
}

declare module 'vitest' {
  interface ProvidedContext {
    ground: TestGround
  }
}
