/** What a worker thread runs of open data: every exported function is a task of that name. */
import { suppress, withTotals, type Suppression } from './suppression.ts'

export const suppressCounts = ({ sizes, inner, k }: { sizes: number[]; inner: number[]; k: number }): Suppression =>
  suppress(withTotals(sizes, inner), k)
