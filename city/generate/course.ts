import type { Random } from './random.ts'

/** How an organisation keeps its limits: most decisions come in time, some late, more of them in the busy months. */
export type Punctuality = {
  /** Share of stages that end after their last day, in an ordinary month. */
  late: number
  /** Part of a limit that an ordinary stage takes. */
  pace: number
}

/** Two numbers from 0 to 1 out of a name, the same for the same name. */
function partsOf(name: string): [number, number] {
  let value = 2166136261
  for (const character of name) value = Math.imul(value ^ character.codePointAt(0)!, 16777619)
  value ^= value >>> 15
  value = Math.imul(value, 0x2c1b3c6d)
  value ^= value >>> 12
  return [(value >>> 16) / 65_536, (value & 0xffff) / 65_536]
}

/** Organisations differ, and stay as they are: from one in a hundred late to one in six. */
export function punctualityOf(organisation: string): Punctuality {
  const [first, second] = partsOf(organisation)
  return { late: 0.01 + 0.16 * first ** 2, pace: 0.25 + 0.3 * second }
}

/** June, with its yearly reports, and the two months about the turn of the year are when work piles up. */
export const burdenOfMonth = (month: number): number => [1.3, 1.5, 1.2, 1, 1, 1.4, 1.1, 1, 0.9, 0.8, 1, 1.5][month - 1] ?? 1

/** A time that is mostly near the median and now and then several times as long. */
export const around = (median: number, spread: number, random: Random): number => median * Math.exp(spread * random.normal())

/** Minutes of the working day at which somebody at a desk finishes something: half past eight to noon, half past two to half past five. */
export function minuteAtDesk(random: Random): number {
  const minute = random.below(390)
  return minute < 210 ? 510 + minute : 870 + (minute - 210)
}
