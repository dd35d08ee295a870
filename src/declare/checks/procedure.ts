import type { Clock } from '../clock.ts'
import { fieldsOf, type Condition } from '../condition.ts'
import type { Problem } from '../fields/index.ts'
import { checkAnswering } from './answering.ts'
import {
  ANSWERER,
  isFork,
  LEAD,
  type Act,
  type Branch,
  type ForkStage,
  type LegalAct,
  type Procedure,
  type Stage,
  type TaskStage,
  type Who,
} from '../procedure.ts'
import type { AnySystem } from '../system.ts'
import { answersOf } from './matter.ts'
import { finding, type Finding, type Names } from './known.ts'

/** What an act of the law must be told with it (行政许可法 articles 42 and 45). */
const toldWith: Partial<Record<LegalAct, readonly string[]>> = { suspend: ['ground', 'expectedDays'], extend: ['reason'] }

interface Place {
  found: Finding
  names: Names
  system: AnySystem
  /** Names that conditions may read; `branches.<key>` is how a branch stands. */
  data: ReadonlySet<string>
  /** Whether its cases answer asks, so that the role of who may answer is known when one opens. */
  answers: boolean
  /** Sections of the forms of the matters that run this procedure; undefined when no matter does. */
  sections: ReadonlySet<string> | undefined
}

/** What is wrong with a procedure of a system. */
export function checkProcedure(procedure: Procedure, system: AnySystem, names: Names): Problem[] {
  const found = finding(procedure.name, names)
  const matters = [...names.matters.values()].filter((one) => one.procedure === procedure.name)
  found.want(matters.length > 0, '', 'no matter is worked on by it')
  const asked = Object.values(procedure.stages).flatMap((stage) => [...askedBy(stage)])
  const place: Place = {
    found,
    names,
    system,
    data: new Set([...matters.flatMap((one) => [...answersOf(one)]), ...asked, ...standings(procedure), ...givenByActions(system)]),
    answers: procedure.answers !== undefined,
    sections: matters.length > 0 ? new Set(matters.flatMap((one) => Object.keys(one.form?.sections ?? {}))) : undefined,
  }
  checkClocks(place, procedure.clocks, 'clocks')
  wantTemplate(place, procedure.receipt, 'instrument', 'receipt')
  checkStages(place, procedure, '')
  checkAnswering(found, names, procedure, matters)
  for (const [key, stage] of Object.entries(procedure.stages))
    if (isFork(stage))
      checkFork(
        place,
        stage,
        `stages/${key}`,
        matters.flatMap((one) => Object.keys(one.components)),
      )
  return found.problems
}

const askedBy = (stage: Stage): string[] =>
  isFork(stage)
    ? Object.values(stage.branches).flatMap((branch) => Object.values(branch.stages).flatMap(askedBy))
    : Object.values(stage.acts).flatMap((act) => Object.keys(act.asks ?? {}))
const standings = (procedure: Procedure): string[] =>
  Object.values(procedure.stages).flatMap((stage) => (isFork(stage) ? Object.keys(stage.branches).map((key) => `branches.${key}`) : []))
const givenByActions = (system: AnySystem): string[] =>
  Object.values(system.actions as Record<string, { output: object }>).flatMap((action) => Object.keys(action.output))

function checkFork(place: Place, fork: ForkStage, path: string, components: readonly string[]) {
  const { found, names } = place
  found.want(Object.keys(fork.branches).length > 0, `${path}/branches`, 'a stage that splits has branches')
  for (const [key, branch] of Object.entries(fork.branches)) {
    const at = `${path}/branches/${key}`
    found.want(names.matters.has(branch.matter), `${at}/matter`, `there is no matter ${branch.matter}`)
    if (names.matters.has(branch.matter))
      found.want(components.includes(branch.matter), `${at}/matter`, `${branch.matter} is not a component of the matter that runs this`)
    found.wantFunction(branch.function, `${at}/function`)
    checkCondition(place, branch.when, `${at}/when`)
    checkClocks(place, branch.clocks, `${at}/clocks`)
    checkStages(place, branch, at)
  }
}

/** Targets exist, every stage is reached, and from every stage there is a way to the end other than giving up. */
function checkStages(place: Place, of: Procedure | Branch, path: string) {
  const { found } = place
  const at = (rest: string) => (path === '' ? rest : `${path}/${rest}`)
  const stages: Readonly<Record<string, Stage>> = of.stages
  const isThere = (to: string) => to === 'end' || Object.hasOwn(stages, to)
  found.want(Object.hasOwn(stages, of.start), at('start'), `there is no stage ${of.start}`)
  const ways = new Map<string, string[]>()
  for (const [key, stage] of Object.entries(stages)) {
    const targets = isFork(stage)
      ? [['to', stage.to, undefined] as const]
      : Object.entries(stage.acts).map(([act, { to, as }]) => [`acts/${act}/to`, to, as] as const)
    for (const [where, to] of targets) found.want(to === undefined || isThere(to), at(`stages/${key}/${where}`), `there is no stage ${to}`)
    ways.set(
      key,
      targets.flatMap(([, to, as]) => (as === 'withdraw' || to === undefined ? [] : [to])),
    )
    if (!isFork(stage)) checkTask(place, stage, at(`stages/${key}`), stages)
  }
  const reached = new Set([of.start])
  for (const key of reached) for (const to of ways.get(key) ?? []) reached.add(to)
  const ending = new Set(['end'])
  for (let before = -1; before !== ending.size;) {
    before = ending.size
    for (const [key, to] of ways) if (to.some((one) => ending.has(one))) ending.add(key)
  }
  for (const key of ways.keys()) {
    found.want(reached.has(key), at(`stages/${key}`), 'no act leads here')
    found.want(ending.has(key), at(`stages/${key}`), 'from here there is no way to the end but withdrawing')
  }
}

function checkTask(place: Place, stage: TaskStage, path: string, beside: Readonly<Record<string, Stage>>) {
  const { found } = place
  checkWho(place, stage.by, `${path}/by`)
  found.want(Object.keys(stage.acts).length > 0, `${path}/acts`, 'a task can be finished by some act')
  for (const other of stage.unlike ?? []) found.want(Object.hasOwn(beside, other), `${path}/unlike`, `there is no stage ${other} beside it`)
  for (const section of stage.sections ?? [])
    found.want(place.sections?.has(section) ?? true, `${path}/sections`, `the form has no section ${section}`)
  for (const [key, act] of Object.entries(stage.acts)) checkAct(place, act, `${path}/acts/${key}`)
}

function checkAct(place: Place, act: Act, path: string) {
  const { found, system } = place
  if (act.by) checkWho(place, act.by, `${path}/by`)
  wantTemplate(place, act.instrument, 'instrument', `${path}/instrument`)
  wantTemplate(place, act.certificate, 'certificate', `${path}/certificate`)
  if (act.runs !== undefined)
    found.want(Object.hasOwn(system.actions as object, act.runs), `${path}/runs`, `${system.name} declares no action ${act.runs}`)
  checkCondition(place, act.when, `${path}/when`)
  for (const key of (act.as && toldWith[act.as]) ?? [])
    found.want(Object.hasOwn(act.asks ?? {}, key), `${path}/asks`, `the law wants ${key} to be said with it`)
}

function checkWho({ found, names, answers }: Place, who: Who, path: string) {
  if (!('role' in who)) return
  found.want((answers && who.role === ANSWERER) || names.roles.has(who.role), `${path}/role`, `there is no role ${who.role}`)
  if (who.function !== LEAD) found.wantFunction(who.function, `${path}/function`)
}

function checkCondition({ found, data }: Place, when: Condition | undefined, path: string) {
  for (const key of when ? fieldsOf(when) : []) found.want(data.has(key), path, `nobody asks for ${key}`)
}

function checkClocks({ found }: Place, clocks: Readonly<Record<string, Clock>> | undefined, path: string) {
  for (const [key, clock] of Object.entries(clocks ?? {})) {
    found.want(
      clock.lapse === undefined || clock.from === 'receipt',
      `${path}/${key}/lapse`,
      'only the check of materials, which runs from receipt, lapses into acceptance',
    )
    found.want(
      clock.yellowAt === undefined || clock.yellowAt > 0,
      `${path}/${key}/yellowAt`,
      'a light turns yellow at least a day before it is red',
    )
  }
}

function wantTemplate({ found, names }: Place, name: string | undefined, kind: 'instrument' | 'certificate', path: string) {
  if (name !== undefined) found.want(names.templates.get(name)?.kind === kind, path, `there is no ${kind} ${name}`)
}
