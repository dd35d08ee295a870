/** For tests alone: a database with the fictional library, opened before a file's tests and dropped after them, and what its people do. */
import { afterAll, beforeAll } from 'vitest'
import { emptyDatabase } from '#testing'
import type { Actor } from '#kernel/context'
import { newKey } from '#kernel/keys'
import type { Connections } from '#kernel/prepare'
import type { CaseView } from './index.ts'
import { makeLibrary, officer, places, type Library } from './library.world.ts'

export const clerk = officer('张三', 'library.clerk', 'library', places.yangshan)
export const colleague = officer('李四', 'library.clerk', 'library', places.yangshan)
export const checker = officer('王五', 'library.checker', 'fire-rescue', places.yangshan)
/** Of another county. */
export const stranger = officer('赵六', 'library.clerk', 'library', places.yingde)

/** Opens the story for a file of tests. */
export function story() {
  let library: Library | undefined
  let connections: Connections | undefined
  let drop: (() => Promise<void>) | undefined
  beforeAll(async () => {
    const database = await emptyDatabase()
    drop = database.drop
    connections = database.site.connections
    library = await makeLibrary(connections)
  })
  afterAll(async () => {
    await library?.close()
    await drop?.()
  })
  return {
    get library() {
      return library!
    },
    get connections() {
      return connections!
    },
    /** It is nine in the morning of a day. */
    at: (day: string) => library!.setNow(`${day}T09:00:00+08:00`),
    apply: (who: Actor, area = 300, key: string = newKey(), plan: string | null = newKey(), region = places.town.id) =>
      library!.as(who, (ctx) =>
        library!.cases.openCase(ctx, {
          matter: 'library.reading-room',
          region,
          guide: {},
          answers: { area, name: '书屋' },
          materials: plan ? [{ key: 'plan', file: plan }] : [],
          idempotencyKey: key,
        }),
      ),
    see: (who: Actor, id: string) => library!.as(who, (ctx) => library!.cases.getCase(ctx, id)),
    /** Does an act of the task that waits in a branch, as the case was seen. */
    act(
      who: Actor,
      of: CaseView,
      act: string,
      input: Record<string, unknown> = {},
      more: { key?: string; materials?: { key: string; file: string }[]; branch?: string | null } = {},
    ) {
      const branch = more.branch === undefined ? 'books' : more.branch
      const task = of.tasks.find((one) => one.branch === branch)!
      return library!.as(who, (ctx) =>
        library!.cases.act(ctx, {
          case: of.id,
          task: task.id,
          act,
          version: of.version,
          input,
          ...(more.materials ? { materials: more.materials } : {}),
          idempotencyKey: more.key ?? newKey(),
        }),
      )
    },
    /** Lets the scheduler come until nothing is due. */
    async tick() {
      while ((await library!.asSystem((ctx) => library!.cases.tickClocks(ctx, 50))) > 0);
    },
  }
}
