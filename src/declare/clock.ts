/** The act of the law from which a limit runs (行政许可法 articles 32, 42, 44; an inspection as in 消防法 art. 15). */
export type ClockStart = 'receipt' | 'acceptance' | 'inspection' | 'decision'

/** The act of the law that a limit waits for. */
export type ClockEnd = 'acceptance' | 'inspection' | 'decision' | 'delivery'

/**
 * The grounds on which time does not count (行政许可法 art. 45); an ordinary inspection on site is none of them. The choices of the
 * field `ground` of an act that suspends.
 */
export const specialGrounds = {
  hearing: '听证',
  tender: '招标',
  auction: '拍卖',
  examination: '检验',
  testing: '检测',
  quarantine: '检疫',
  appraisal: '鉴定',
  'expert-review': '专家评审',
} as const

/** A time limit that runs on a case or on one of its branches. How many days it has is an implementation's row, named by `limit`. */
export interface Clock {
  readonly label: string
  /** Which limit of the implementation it counts: `check`, `statutory`, `promised`, `joint`, `delivery` … */
  readonly limit: string
  readonly from: ClockStart
  /** What it waits for; when not said, what the implementation's limit says, or what follows from its name and start. */
  readonly ends?: ClockEnd
  /** Turns yellow when so many days or fewer are left; a fifth of the limit, at least one, when not said. */
  readonly yellowAt?: number
  /** What happens by law when it runs out: the application counts as accepted from the day of receipt (行政许可法 art. 32). */
  readonly lapse?: 'accepted-from-receipt'
}

/** Declares a clock. */
export const clock = (label: string, spec: Omit<Clock, 'label'>): Clock => ({ label, ...spec })
