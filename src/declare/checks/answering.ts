import { isFork, type LegalAct, type Procedure } from '../procedure.ts'
import type { Matter } from '../matter.ts'
import type { Finding, Names } from './known.ts'

/** The acts that say yes or no to what was asked. */
const deciding = new Set<LegalAct | undefined>(['grant', 'reject', 'refuse'])

/**
 * What is wrong with a procedure that answers asks: the kind is one that an engine asks, its one matter's form asks for nothing that the ask doesn't
 * tell, every decision says why, and no way leads to the end without one.
 */
export function checkAnswering(found: Finding, names: Names, procedure: Procedure, matters: readonly Matter[]): void {
  const { answers, stages, start } = procedure
  if (answers === undefined) return
  const facts = names.asks.get(answers)
  found.want(facts !== undefined, 'answers', `no engine asks ${answers}`)
  found.want(matters.length === 1, 'answers', 'a procedure that answers asks works on one matter')
  for (const [name, section] of Object.entries(matters[0]?.form?.sections ?? {}))
    for (const [key, field] of Object.entries(section.fields)) {
      const told = facts?.[key]
      const at = `answers/${name}/${key}`
      found.want(facts === undefined || told !== undefined, at, `${answers} does not tell ${key}`)
      if (!told) continue
      found.want(told.kind === field.kind, at, `${answers} tells ${key} as ${told.kind}, and the form asks for ${field.kind}`)
      found.want(field.optional || !told.optional, at, `${answers} does not always tell ${key}`)
    }
  const ways = new Map<string, string[]>()
  const decided = { yes: false, no: false }
  for (const [key, stage] of Object.entries(stages)) {
    found.want(!isFork(stage), `stages/${key}`, 'what answers an ask does not split')
    if (isFork(stage)) continue
    const onward: string[] = []
    for (const [name, act] of Object.entries(stage.acts)) {
      if (deciding.has(act.as)) {
        decided[act.as === 'grant' ? 'yes' : 'no'] = true
        const reason = act.asks?.reason
        found.want(reason?.kind === 'text' && !reason.optional, `stages/${key}/acts/${name}/asks`, 'an answer says why, as `reason`')
      } else if (act.to !== undefined && act.as !== 'withdraw') onward.push(act.to)
    }
    ways.set(key, onward)
  }
  found.want(decided.yes && decided.no, 'answers', 'an ask can be granted and refused')
  const undecided = new Set([start])
  for (const key of undecided) for (const to of ways.get(key) ?? []) undecided.add(to)
  found.want(!undecided.has('end'), 'answers', 'a way leads to the end without an answer')
}
