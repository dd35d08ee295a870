import type { Clock } from './clock.ts'
import type { Condition } from './condition.ts'
import type { Fields } from './field.ts'

/** As the function of a task: of whichever organisation exercises the case's own matter, for procedures that many matters run on. */
export const LEAD = 'lead'

/** As the role of a task, in a procedure that answers asks: whichever role the asking engine says may answer. */
export const ANSWERER = 'answerer'

/** Who does a task: the applicant (of a case that answers an ask, who asked), or a role at the organisation of a function in the case's region. */
export type Who = { applicant: true } | { role: string; function: string }

/**
 * What an act means in law, so that clocks and instruments follow by themselves:
 * `supplement` 一次性告知补正 · `resubmit` 补正后重新收件 · `accept` 受理 · `refuse` 不予受理 · `inspect` 核查完毕 ·
 * `suspend`/`resume` 特别程序 (art. 45; asks `ground` and `expectedDays`) · `extend` 延期 (art. 42; asks `reason`) ·
 * `grant`/`reject` 准予、不予许可 · `deliver` 送达 · `withdraw` 申请人撤回, which ends the whole case.
 */
export type LegalAct =
  | 'supplement'
  | 'resubmit'
  | 'accept'
  | 'refuse'
  | 'inspect'
  | 'suspend'
  | 'resume'
  | 'extend'
  | 'grant'
  | 'reject'
  | 'deliver'
  | 'withdraw'

/** One way to finish (or to stay at) a task. */
export interface Act<Stage extends string = string> {
  label: string
  /** The next stage; the same stage when absent (such as an extension); `end` ends the branch or the case. */
  to?: Stage | 'end'
  as?: LegalAct
  /** What the person must say with it. */
  asks?: Fields
  /** Names among `asks` that begin as the answers of the same names in the matter's form, for whoever does it to leave or to change. */
  prefill?: readonly string[]
  /** Template of the instrument that the law wants with it; without it the act can't be finished. */
  instrument?: string
  /** Template of the certificate that it issues. */
  certificate?: string
  /** Action of the system that runs in the same transaction. */
  runs?: string
  /** Offered only when this holds for the case's data; `branches.<key>` is how a branch stands. */
  when?: Condition
  /** Who may do it when that is not whom the task is for: an applicant withdraws while an officer has the task. */
  by?: Who
  /** A careful act: asked for twice on screen. */
  grave?: boolean
}

/** A stage with a task that waits for a person. */
export interface TaskStage<Stage extends string = string> {
  label: string
  by: Who
  acts: Readonly<Record<string, Act<Stage>>>
  /** Stages beside this one whose doer may not do it too: who examined does not decide. */
  unlike?: readonly Stage[]
  /** One sentence for the person: what is asked here. */
  help?: string
  /** Sections of the matter's form that this task is about; all when not said. */
  sections?: readonly string[]
}

/** One of several branches that run side by side. */
export interface Branch<Stages extends string = string> {
  label: string
  /** The component matter whose implementation gives its limits, materials and remedies. */
  matter: string
  /** Function of the organisation that works on it. */
  function: string
  /** Runs only when this holds for the case's data. */
  when?: Condition
  clocks?: Readonly<Record<string, Clock>>
  start: Stages
  stages: Readonly<Record<string, TaskStage>>
}

/** A stage that splits into branches and joins them again: all must have ended. */
export interface ForkStage<Stage extends string = string> {
  label: string
  branches: Readonly<Record<string, Branch>>
  to: Stage | 'end'
}

export type Stage = TaskStage | ForkStage

/** A role at the organisation of a function in the case's region, which reads no cases. */
interface Overseer {
  readonly role: string
  readonly function: string
  /** Where it looks at what the case is about; `{case}` stands for the key of the case. */
  readonly at: `/desk/${string}`
}

/** How a case of a matter runs. It is a BPMN process: it compiles to the same graph as BPMN XML. */
export interface Procedure<Name extends string = string> {
  readonly name: Name
  readonly label: string
  readonly version: number
  /** Clocks of the whole case. */
  readonly clocks: Readonly<Record<string, Clock>>
  /** Template of the receipt handed out when the case opens. */
  readonly receipt?: string
  /**
   * The kind of asks that its cases answer, such as `registers.correction`: each opens a case, in its own transaction, and what is decided is told to
   * the engine that asked, in the transaction of the deciding move. `LEAD` is the organisation that was asked. Nobody opens such a case otherwise.
   */
  readonly answers?: string
  /** Who is told, beside those whom a task waits for, that a limit has passed: whoever watches over answers in the region. */
  readonly overseer?: Overseer
  readonly start: string
  readonly stages: Readonly<Record<string, Stage>>
}

type StageOf<S extends string> = TaskStage<NoInfer<S>> | ForkStage<NoInfer<S>>

/** Declares a procedure; a `to` that names no stage does not compile. */
export function procedure<const Name extends `${string}.${string}`, const S extends string>(
  name: Name,
  spec: {
    label: string
    version?: number
    clocks?: Record<string, Clock>
    receipt?: string
    answers?: string
    overseer?: Overseer
    start: NoInfer<S>
    stages: Record<S, StageOf<S>>
  },
): Procedure<Name> {
  return { version: 1, clocks: {}, ...spec, name }
}

/** Declares a branch; a `to` that names no stage of the branch does not compile. */
export const branch = <const S extends string>(
  label: string,
  spec: Omit<Branch, 'label' | 'start' | 'stages'> & { start: NoInfer<S>; stages: Record<S, TaskStage<NoInfer<S>>> },
): Branch => ({ label, ...spec })

/** Whether a stage splits into branches. */
export const isFork = (stage: Stage): stage is ForkStage => 'branches' in stage
