import { checkValues, type AnyRegister, type Fields } from '#declare'
import type { Context } from '#kernel/context'
import { localDate, startOfLocalDate } from '#kernel/days'
import { Broken, Invalid, NotAllowed, NotFound } from '#kernel/errors'
import type { RegionActs } from '#engines/identity'
import type { Registers } from '#engines/registers'
import type { ActingCase, ActionContext, NewDocument } from '#server'
import type { LoadedSystem } from './systems/index.ts'

/** What running an action stands on. */
export interface ActingParts {
  systems: readonly LoadedSystem[]
  registers: Registers
  regionActs(): RegionActs
  issueDocument(ctx: Context, document: NewDocument, acting: ActingCase | null): Promise<{ id: string; number: string; code: string }>
}

/** Records of a list that holds for a day. */
const MOST_LISTED = 5_000

type Plain = Record<string, unknown> & { id: string; version: number }

/** The context that a system's code is given: its only way to the world, bound to who is asking, inside the open transaction. */
function actionContext(
  { registers, regionActs, issueDocument }: ActingParts,
  ctx: Context,
  own: LoadedSystem,
  acting: ActingCase | null,
): ActionContext {
  const mine = (register: AnyRegister) => {
    if (!own.system.registers.includes(register))
      throw new Broken(`${own.system.name} reaches for ${register.name} as its own; use \`named\``)
    return register
  }
  const filters = (where: Record<string, unknown>) =>
    Object.entries(where).map(([field, value]) => ({ field, operator: 'is' as const, value }))
  return {
    now: ctx.now,
    today: localDate(ctx.now, ctx.ground.timezone),
    actor: { name: ctx.actor.name, person: ctx.actor.person, post: ctx.actor.post, organisation: ctx.actor.organisation },
    registers: {
      get: (register, id) => registers.get(ctx, mine(register) as typeof register, id),
      find: (register, where) => registers.find(ctx, mine(register) as typeof register, where),
      list: async (register, where, limit = 100) =>
        (await registers.list(ctx, mine(register) as typeof register, { equals: where, limit })).items,
      async listAt(register, where, day) {
        const query = { where: filters(where), effective: startOfLocalDate(day, ctx.ground.timezone) }
        const found = await registers.listThrough(ctx, mine(register).name, query, MOST_LISTED)
        return found as never
      },
      add: (register, record) => registers.add(ctx, mine(register) as typeof register, record),
      addMany: (register, records) => registers.addMany(ctx, mine(register) as typeof register, records) as never,
      change: (register, id, version, changes) => registers.change(ctx, mine(register) as typeof register, id, version, changes),
    },
    named: {
      get: async (name, id) => (await registers.getUntyped(ctx, name, id)).record as Plain,
      find: async (name, where) =>
        (await registers.listUntyped(ctx, name, { where: filters(where), limit: 1 })).items[0] as Plain | undefined,
      add: (name, record) => registers.addUntyped(ctx, name, record),
      change: async (name, id, version, changes) => (await registers.changeUntyped(ctx, name, id, version, changes)) as Plain,
    },
    regions: {
      prepare: (act) => regionActs().prepare(ctx, act as never),
      submit: (id) => regionActs().submit(ctx, id),
      decide: (id, accept, answer) => regionActs().decide(ctx, id, accept, answer),
      withdraw: (id, reason) => regionActs().withdraw(ctx, id, reason),
    },
    case: acting,
    documents: { issue: (document) => issueDocument(ctx, document as unknown as NewDocument, acting) },
  }
}

/** Runs declared actions by name. */
export interface Acting {
  /** For a procedure's act, in its transaction. @throws Invalid when the input does not fit what the action declares */
  run(
    ctx: Context,
    system: string,
    action: string,
    input: Record<string, unknown>,
    acting: ActingCase | null,
  ): Promise<Record<string, unknown>>
  /** From outside, by somebody who holds one of the action's roles. @throws NotFound, NotAllowed, Invalid */
  call(ctx: Context, system: string, action: string, input: Record<string, unknown>): Promise<Record<string, unknown>>
}

/** Joins actions to their code. */
export function createActing(parts: ActingParts): Acting {
  const find = (system: string, action: string) => {
    const own = parts.systems.find((one) => one.system.name === system)
    const declared = own?.system.actions[action] as { label: string; input: Fields; output: Fields; roles: readonly string[] } | undefined
    const code = own?.actions?.code[action]
    if (!own || !declared || !code) throw new NotFound(`没有名为 ${system}.${action} 的操作`, { code: 'action.unknown' })
    return { own, declared, code }
  }
  const run: Acting['run'] = async (ctx, system, action, input, acting) => {
    const { own, declared, code } = find(system, action)
    const wrong = checkValues(declared.input, input, { path: 'input.' })
    if (wrong.length > 0) throw new Invalid(`“${declared.label}”的输入有误`, { code: 'action.input', problems: wrong })
    const output = await code(actionContext(parts, ctx, own, acting), input)
    const bad = checkValues(declared.output, output)
    if (bad.length > 0)
      throw new Broken(`action ${system}.${action} gave ${bad.map(({ path, message }) => `${path}: ${message}`).join('; ')}`)
    return output
  }
  return {
    run,
    async call(ctx, system, action, input) {
      const { declared } = find(system, action)
      if (!ctx.actor.duties.some(({ role }) => declared.roles.includes(role)))
        throw new NotAllowed(`没有权限执行“${declared.label}”`, { code: 'action.role' })
      return run(ctx, system, action, input, null)
    },
  }
}
