import { isFork, type Clock, type Problem, type Procedure, type TaskStage, type Who } from '#declare'

/** What a procedure names outside itself; each tells whether there is such a one. */
export interface Lookups {
  role(name: string): boolean
  /** Function of an organisation. */
  function(name: string): boolean
  matter(name: string): boolean
  instrument(template: string): boolean
  certificate(template: string): boolean
  action(name: string): boolean
}

function stageProblems(stage: TaskStage, path: string, look: Lookups): Problem[] {
  const problems: Problem[] = []
  const want = (there: boolean, at: string, what: string) => {
    if (!there) problems.push({ path: `${path}.${at}`, message: `there is no ${what}` })
  }
  const wantWho = (by: Who, at: string) => {
    if (!('role' in by)) return
    want(look.role(by.role), `${at}.role`, `role ${by.role}`)
    want(look.function(by.function), `${at}.function`, `function ${by.function}`)
  }
  wantWho(stage.by, 'by')
  for (const [key, act] of Object.entries(stage.acts)) {
    if (act.by) wantWho(act.by, `acts.${key}.by`)
    if (act.instrument !== undefined) want(look.instrument(act.instrument), `acts.${key}.instrument`, `instrument ${act.instrument}`)
    if (act.certificate !== undefined) want(look.certificate(act.certificate), `acts.${key}.certificate`, `certificate ${act.certificate}`)
    if (act.runs !== undefined) want(look.action(act.runs), `acts.${key}.runs`, `action ${act.runs}`)
  }
  return problems
}

function clockProblems(clocks: Readonly<Record<string, Clock>> | undefined, path: string): Problem[] {
  return Object.entries(clocks ?? {}).flatMap(([key, clock]) =>
    clock.lapse && clock.from !== 'receipt'
      ? [{ path: `${path}clocks.${key}.lapse`, message: 'only the check of materials, which runs from receipt, lapses into acceptance' }]
      : [],
  )
}

/** Names that a procedure uses and nobody declares, each with its path. */
export function check(procedure: Procedure, look: Lookups): Problem[] {
  const problems = clockProblems(procedure.clocks, '')
  if (procedure.receipt !== undefined && !look.instrument(procedure.receipt))
    problems.push({ path: 'receipt', message: `there is no instrument ${procedure.receipt}` })
  for (const [key, stage] of Object.entries(procedure.stages)) {
    if (!isFork(stage)) {
      problems.push(...stageProblems(stage, `stages.${key}`, look))
      continue
    }
    for (const [name, branch] of Object.entries(stage.branches)) {
      const path = `stages.${key}.branches.${name}`
      if (!look.matter(branch.matter)) problems.push({ path: `${path}.matter`, message: `there is no matter ${branch.matter}` })
      if (!look.function(branch.function)) problems.push({ path: `${path}.function`, message: `there is no function ${branch.function}` })
      problems.push(...clockProblems(branch.clocks, `${path}.`))
      for (const [inner, task] of Object.entries(branch.stages)) problems.push(...stageProblems(task, `${path}.stages.${inner}`, look))
    }
  }
  return problems
}
