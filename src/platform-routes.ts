import { Type } from '@sinclair/typebox'
import type { AnyAction, AnyRegister, Matter } from '#declare'
import { inContext, type Context } from '#kernel/context'
import { run } from '#kernel/database'
import { NotFound, Unavailable } from '#kernel/errors'
import { route, type Route } from '#kernel/http'
import type { City } from './main.ts'

/** Routes about the platform as a whole: what it is made of, whether it is well, and the demonstration's accounts. */
export function platformRoutes(city: City): Route[] {
  const { registers, systems, ground } = city
  const ofSystems = new Set(systems.flatMap(({ system }) => system.registers.map(({ name }) => name)))
  const isLocal = ({ name }: AnyRegister) => name.startsWith('local.')
  const all = () => registers.definitions.all.map(({ register }) => register)
  const engines = () => all().filter((register) => !ofSystems.has(register.name) && !isLocal(register))
  /** What the city defined for itself. */
  const ofCity = () => {
    const own = all().filter(isLocal)
    return own.length === 0
      ? []
      : [
          {
            name: 'local',
            label: '本市自建目录',
            about: '本市自行定义的数据目录。',
            domain: 'foundation' as const,
            registers: own,
            matters: [],
            screens: {},
          },
        ]
  }
  /** The registers of the platform itself, for those whose duty they are. */
  const ofPlatform = (ctx: Context) => {
    const roles = ctx.actor.duties.flatMap(({ role }) => registers.definitions.roles.get(role)?.may ?? [])
    const own = engines().filter(({ name }) => roles.some(({ register }) => register === name))
    if (own.length === 0) return []
    return [
      {
        name: 'platform',
        label: '机构与人员',
        about: '机构、岗位、账户、任职和职责授权。',
        domain: 'foundation' as const,
        registers: own,
        matters: [],
        screens: {},
      },
    ]
  }
  return [
    route({
      method: 'GET',
      url: '/api/systems',
      who: 'public',
      summary: '可用的系统',
      tags: ['platform'],
      reads: true,
      handler: async (ctx) =>
        [...systems.map(({ system }) => system), ...ofCity(), ...ofPlatform(ctx)].flatMap((system) => {
          const visible = (system.registers as AnyRegister[])
            .map((register) => ({ ...registers.declared(ctx, register.name), acts: registers.actsOf(ctx, register.name) }))
            .filter((register) => register.acts.includes('read'))
          const roles = new Set(ctx.actor.duties.map((duty) => duty.role))
          const screens = Object.entries(system.screens).filter(
            ([, screen]) => screen.roles.length === 0 || screen.roles.some((role) => roles.has(role)),
          )
          const actions = Object.entries('actions' in system ? system.actions : {}).flatMap(([name, action]) => {
            const { label, page, input, output, roles: wanted } = action as AnyAction
            return page && wanted.some((role) => roles.has(role)) ? [{ name, label, ...page, asks: input, gives: output }] : []
          })
          if (visible.length === 0 && system.matters.length === 0 && screens.length === 0 && actions.length === 0) return []
          return [
            {
              name: system.name,
              label: system.label,
              about: system.about,
              domain: system.domain,
              registers: visible,
              matters: (system.matters as Matter[]).map(({ name, label }) => ({ name, label })),
              screens: Object.fromEntries(screens),
              actions,
            },
          ]
        }),
    }),
    route({
      method: 'GET',
      url: '/api/session/posts',
      who: 'officer',
      summary: '我的各个岗位有多少待办',
      tags: ['platform'],
      reads: true,
      handler: async (ctx) => {
        const actors = await city.administration.actorsOf(ctx)
        return {
          items: await Promise.all(
            actors.map(async (actor) => {
              const { counts } = await inContext(ground, actor, ctx.purpose, (own) => city.cases.inbox(own, { limit: 1 }), {
                readOnly: true,
              })
              return { post: actor.post, ...counts }
            }),
          ),
        }
      },
    }),
    route({
      method: 'GET',
      url: '/api/demo/accounts',
      who: 'public',
      summary: '演示账户',
      tags: ['platform'],
      reads: true,
      handler: async () => {
        if (!ground.demo) throw new NotFound('这里没有演示账户', { code: 'demo.none' })
        return systems.flatMap(({ system, seed }) => [
          ...(seed.citizens ?? []).map(({ account, password, what }) => ({
            account,
            password,
            name: account,
            post: null,
            what,
            kind: 'citizen',
            system: system.label,
          })),
          // Who has several posts is one account.
          ...(seed.posts ?? [])
            .filter(({ account }, i, all) => all.findIndex((one) => one.account === account) === i)
            .map(({ account, password, name, postName, what }) => ({
              account,
              password,
              name,
              post: postName,
              what,
              kind: 'officer',
              system: system.label,
            })),
        ])
      },
    }),
    route({
      method: 'POST',
      url: '/api/systems/:system/actions/:action',
      who: 'officer',
      summary: '执行操作',
      tags: ['platform'],
      params: Type.Object({ system: Type.String({ maxLength: 60 }), action: Type.String({ maxLength: 60 }) }),
      body: Type.Record(Type.String(), Type.Unknown()),
      handler: (ctx, { params, body }) => city.acting.call(ctx, params.system, params.action, body),
    }),
    route({
      method: 'GET',
      url: '/healthz',
      who: 'public',
      summary: '进程在运行',
      tags: ['platform'],
      reads: true,
      handler: async () => ({ ok: true, lateMilliseconds: city.loop.read() }),
    }),
    route({
      method: 'GET',
      url: '/readyz',
      who: 'public',
      summary: '可以服务',
      tags: ['platform'],
      reads: true,
      handler: async () => {
        const client = await ground.pools.hall.connect().catch(() => {
          throw new Unavailable('数据库暂时不能应答', { code: 'database.away' })
        })
        try {
          await run(client, [{ name: 'platform.ready', text: 'select 1' }])
        } finally {
          client.release()
        }
        return { ready: true }
      },
    }),
  ]
}
