import type { CertificateFacts, Keys, PastRun } from '#engines/cases'
import { makeVerificationCode, type PastDocument } from '#engines/documents'
import type { Context } from '#kernel/context'
import { localDate } from '#kernel/days'
import { Broken } from '#kernel/errors'
import type { ActionContext } from '#server'
import { markOf } from '../../cases-outside.ts'
import type { City } from '../../main.ts'
import type { Pool } from './people.ts'

type Values = Record<string, unknown>

/** What came of a past case beside the case: records in registers, and papers. */
export interface Gifts {
  records: { register: string; record: Values & { id: string } }[]
  documents: PastDocument[]
}

export const noGifts = (): Gifts => ({ records: [], documents: [] })

/** What the actions of the past stand on. */
export interface Giving {
  /** Runs the code of an action as it would have run then, over what the generated city holds; what it leaves goes into `gifts`, under `keys`. */
  run(run: PastRun, gifts: Gifts, keys: Keys): Promise<Values>
  certificates(gifts: Gifts): CertificateFacts[]
  /** Puts what came of cases into registers and documents. */
  store(ctx: Context, gifts: Gifts): Promise<void>
}

/** Opens what stands in for the database when an action of the past runs: the generated people and entities, and what past cases left. */
export function openGiving(city: City, pool: Pool): Giving {
  const { registers, documents, identity, systems } = city
  const entities = new Map<string, Values>()
  const codes = new Map<string, Values>()
  for (const { entity, owner, active } of pool.entities) {
    const record = { ...entity, version: 1, principal: pool.people[owner]!.id, state: active ? 'active' : 'cancelled' }
    entities.set(entity.id, record)
    codes.set(entity.creditCode, record)
  }
  const numbers = new Set<string>()
  const organs = new Map<string, Promise<{ id: string; name: string; mark: string }>>()
  const organ = (id: string) => {
    const known =
      organs.get(id) ??
      identity.asSystem('生成演示办件', async (ctx) => {
        const { record } = await registers.getUntyped(ctx, 'identity.organisation', id)
        return { id, name: String(record.name), mark: markOf(String(record.shortName)) }
      })
    organs.set(id, known)
    return known
  }
  const inDatabase = (register: string, where: Values) =>
    identity.asSystem('生成演示办件', async (ctx) => {
      const filters = Object.entries(where).map(([field, value]) => ({ field, operator: 'is' as const, value }))
      return (await registers.listUntyped(ctx, register, { where: filters, limit: 1 })).items[0] as
        (Values & { id: string; version: number }) | undefined
    })

  const add = (register: string, record: Values, at: Date, keys: Keys, gifts: Gifts): string => {
    const whole = { ...record, id: keys(at) }
    gifts.records.push({ register, record: whole })
    if (register === 'licence.certificate') numbers.add(String(record.number))
    if (register === 'entity.entity') {
      entities.set(whole.id, { ...whole, version: 1 })
      codes.set(String(record.creditCode), { ...whole, version: 1 })
    }
    return whole.id
  }

  return {
    async run({ system, action, input, case: of, at, numberOf }, gifts, keys) {
      const own = systems.find((one) => one.system.name === system)
      const code = own?.actions?.code[action]
      if (!code) throw new Broken(`no action ${system}.${action}`)
      const today = localDate(at, city.ground.timezone)
      const issuer = await organ(of.organisation.id)
      const refuse = (): never => {
        throw new Broken(`${system}.${action} reaches for registers of its own, which a past case can't give`)
      }
      const region = await identity.places.get(of.region)
      const context: ActionContext = {
        now: at,
        today,
        actor: { name: '', person: null, post: null, organisation: of.organisation.id },
        registers: { get: refuse, find: refuse, list: refuse, listAt: refuse, add: refuse, addMany: refuse, change: refuse },
        named: {
          get: async (register, id) => {
            const found = register === 'entity.entity' ? entities.get(id) : undefined
            return (found ?? refuse()) as Values & { id: string; version: number }
          },
          async find(register, where) {
            if (register === 'entity.entity' && 'creditCode' in where) {
              const found = codes.get(String(where.creditCode)) as (Values & { id: string; version: number }) | undefined
              return found ?? inDatabase(register, where)
            }
            if (register !== 'licence.certificate' || !('number' in where)) return refuse()
            return numbers.has(String(where.number))
              ? ({ id: '', version: 1 } as Values & { id: string; version: number })
              : inDatabase(register, where)
          },
          add: async (register, record) => add(register, record, at, keys, gifts),
          change: refuse,
        },
        regions: { prepare: refuse, submit: refuse, decide: refuse, withdraw: refuse },
        case: { ...of, regionCode: region.code },
        documents: {
          async issue(wanted) {
            const numbering = documents.numberingOf({ organisation: issuer, template: wanted.template }, today.slice(0, 4))
            const issued = {
              id: keys(at),
              number: wanted.number ?? numberOf(numbering.counter, numbering.prefix, at),
              code: makeVerificationCode(),
            }
            gifts.documents.push({
              ...wanted,
              data: wanted.data as Values,
              ...issued,
              issued: at,
              organisation: issuer,
              region: of.region,
              ...(of.branch ? { branch: of.branch } : {}),
            })
            return issued
          },
        },
      }
      return code(context, input)
    },
    certificates: ({ documents: papers }) =>
      papers
        .filter(({ template }) => template.kind === 'certificate')
        .map(({ id, branch, template, number, code }) => ({
          id,
          branch: branch ?? null,
          label: template.label,
          number,
          code,
          ready: false,
        })),
    async store(ctx, { records, documents: papers }) {
      const byRegister = new Map<string, Values[]>()
      for (const { register, record } of records) byRegister.set(register, [...(byRegister.get(register) ?? []), record])
      // What others refer to is declared before them.
      for (const { register } of registers.definitions.all) {
        const list = byRegister.get(register.name)
        if (list) await registers.addManyUntyped(ctx, register.name, list)
      }
      await documents.takePast(ctx, papers)
    },
  }
}
