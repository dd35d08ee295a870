import { Conflict, implement, Invalid } from '#server'
import population from './index.ts'

/** Days for which looks are withheld at most: the platform's own limit, so that each time is looked at anew. The law names none. */
const MOST_DAYS = 366

const register = 'access.withholding'
const daysBetween = (from: string, to: string) => (Date.parse(to) - Date.parse(from)) / 86_400_000

export default implement(population, {
  /** Asks for looks of the own organisation to be withheld; a colleague decides. @throws Invalid for a day that can't be */
  async withhold({ named, actor, today }, { through, ...given }) {
    if (given.until <= today) throw new Invalid('暂缓的截止日期应晚于今天', { code: 'withholding.until', path: 'input.until' })
    if (daysBetween(today, given.until) > MOST_DAYS)
      throw new Invalid('一次最长暂缓一年；仍有必要的，到期前重新申请', { code: 'withholding.until', path: 'input.until' })
    if (through && through < given.since)
      throw new Invalid('查阅日期的止日早于起日', { code: 'withholding.through', path: 'input.through' })
    const withholding = await named.add(register, {
      ...given,
      through: through ?? null,
      office: actor.organisation,
      asker: actor.name,
      state: 'asked',
    })
    return { withholding: withholding as never }
  },

  /** Ends an approved withholding before its day. @throws Conflict for one that is not in force */
  async lift({ named, today }, { withholding }) {
    const { id, version, state, until } = await named.get(register, withholding)
    if (state !== 'approved' || String(until) <= today) throw new Conflict('这项暂缓没有批准，或者已经结束', { code: 'withholding.state' })
    await named.change(register, id, version, { state: 'lifted', liftedOn: today })
    return { withholding }
  },
})
