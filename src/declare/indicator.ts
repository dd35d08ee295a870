import type { Condition } from './condition.ts'

/** What may be counted of the cases engine's own records, and of which kind each field is. Registers have their declared fields. */
export const countedFields = {
  'cases.case': {
    state: 'text',
    matter: 'text',
    procedure: 'text',
    organisation: 'ref',
    /** `online` where the applicant sent it, `window` where an officer took it in. */
    channel: 'text',
    opened: 'date',
    concluded: 'date',
    /** The earliest day by which a running limit of the case ends. */
    due: 'date',
    /** Hour of the day, 00 to 23, in which it was opened. */
    openedHour: 'text',
    concludedHour: 'text',
  },
  'cases.clock': {
    /** Which limit of the implementation: `statutory`, `promised` … */
    limit: 'text',
    state: 'text',
    matter: 'text',
    organisation: 'ref',
    started: 'date',
    ended: 'date',
    due: 'date',
  },
  'cases.move': { legal: 'text', act: 'text', stage: 'text', matter: 'text', organisation: 'ref', at: 'date', atHour: 'text' },
} as const

/** A value that the figure is judged by, from a day on, and who set it. */
export interface Target {
  value: number
  /** The first day on which it counts. */
  from: string
  /** Who set it and where it is written; a demonstration's own target says so. */
  source: string
}

/** What an indicator says of itself when it is declared. */
export interface IndicatorSpec {
  label: string
  /** One sentence: what is counted, in plain words. */
  about: string
  /** Unit of the value, such as 件, 人, 户, 个工作日; a share is in %. */
  unit: string
  /** Whose records are counted: a register, or `cases.case`, `cases.clock`, `cases.move`. Ended records of a register don't count. */
  of: string
  /** Which of them. */
  where?: Condition
  /** The day on which a record counts: a date or moment field. */
  on?: string
  /** `day` and `month`: what happened then. `now`: what is there at the moment; its past is what was recorded day by day. */
  every: 'now' | 'day' | 'month'
  /** Of a `now` with a day: before today; today until Sunday; today and later, or without a day. */
  within?: 'overdue' | 'week' | 'remaining'
  /** Makes it a share: of the records that count, those for which this holds too, in per cent. */
  share?: Condition
  /** Makes it the median of working days from one date to the other, the first day not counted. */
  days?: { from: string; to: string }
  /** Fields by which it can be told apart; figures of persons, for whoever may not read the persons, by the first alone. */
  by?: readonly string[]
  /** Whether more or less of it is better; nothing where neither is. */
  better?: 'more' | 'less'
  targets?: readonly Target[]
  /** Roles that see it, each within the regions of its duties. */
  seenBy: readonly string[]
  /** Anybody may see it, of every region. */
  open?: boolean
}

/** A figure that is kept for every region, counted from records by one rule. Pure data. */
export interface Indicator<Name extends string = string> extends IndicatorSpec {
  readonly name: Name
  readonly by: readonly string[]
  readonly targets: readonly Target[]
  readonly open: boolean
}

/** Declares an indicator. `name` is `<folder>.<noun>`. */
export const indicator = <const Name extends `${string}.${string}`>(name: Name, spec: IndicatorSpec): Indicator<Name> => ({
  by: [],
  targets: [],
  open: false,
  ...spec,
  name,
})
