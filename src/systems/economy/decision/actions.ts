import { implement, Invalid } from '#server'
import decision from './index.ts'
import { scenarios } from './registers.ts'

const isList = (text: string): boolean => {
  try {
    return Array.isArray(JSON.parse(text))
  } catch {
    return false
  }
}

export default implement(decision, {
  /** Keeps a comparison under the name of whoever acts, today. @throws Invalid where the drivers can't be read again */
  async keep({ registers, actor, today }, input) {
    if (!isList(input.drivers)) throw new Invalid('假设应为情景的列表', { code: 'scenario.drivers', path: 'input.drivers' })
    const kept = await registers.add(scenarios, { ...input, author: actor.name, comparedOn: today })
    const { number } = await registers.get(scenarios, kept)
    return { scenario: kept, number }
  },
})
