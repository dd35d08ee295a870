/** The act of the law from which a limit runs (行政许可法 articles 32, 42, 44). */
export type ClockStart = 'receipt' | 'acceptance' | 'decision'

/** A time limit that runs on a case or on one of its branches. How many days it has is an implementation's row, named by `limit`. */
export interface Clock {
  readonly label: string
  /** Which limit of the implementation it counts: `check`, `statutory`, `promised`, `joint`, `delivery` … */
  readonly limit: string
  readonly from: ClockStart
  /** Turns yellow when so many days or fewer are left; a fifth of the limit, at least one, when not said. */
  readonly yellowAt?: number
  /** What happens by law when it runs out: the application counts as accepted from the day of receipt (行政许可法 art. 32). */
  readonly lapse?: 'accepted-from-receipt'
}

/** Declares a clock. */
export const clock = (label: string, spec: Omit<Clock, 'label'>): Clock => ({ label, ...spec })
