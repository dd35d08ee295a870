/** For tests alone: opens cases and moves them as fast as it can, telling each try and each move that was acknowledged, until it is killed. */
import type { Actor } from '#kernel/context'
import { newKey } from '#kernel/keys'
import type { Connections } from '#kernel/prepare'
import type { Application, Acting } from '../index.ts'
import { openLibrary } from '../library.world.ts'

const { connections, me, clerk, region } = JSON.parse(process.argv[2]!) as {
  connections: Connections
  me: Actor
  clerk: Actor
  region: string
}
const library = openLibrary(connections)
const tell = (line: unknown) => process.stdout.write(`${JSON.stringify(line)}\n`)

const steps = [
  { who: clerk, act: 'supplement', input: { gaps: '缺一页' } },
  { who: me, act: 'resubmit', input: { explanation: '补了一页' } },
  { who: clerk, act: 'accept', input: {} },
  { who: clerk, act: 'extend', input: { reason: '复杂' } },
  { who: clerk, act: 'grant', input: {} },
  { who: clerk, act: 'deliver', input: {} },
  { who: clerk, act: 'hand', input: {} },
]
for (;;) {
  const application: Application = {
    matter: 'library.reading-room',
    region,
    guide: {},
    answers: { area: 50, name: '书屋' },
    materials: [{ key: 'plan', file: newKey() }],
    idempotencyKey: newKey(),
  }
  tell({ try: 'open', application })
  let view = await library.as(me, (ctx) => library.cases.openCase(ctx, application))
  tell({ done: application.idempotencyKey, case: view.id, moves: view.moves.length })
  for (const { who, act, input } of steps) {
    const acting: Acting = { case: view.id, task: view.tasks[0]!.id, act, version: view.version, input, idempotencyKey: newKey() }
    tell({ try: who === me ? 'mine' : 'clerk', acting })
    view = await library.as(who, (ctx) => library.cases.act(ctx, acting))
    tell({ done: acting.idempotencyKey, case: view.id, moves: view.moves.length })
  }
}
