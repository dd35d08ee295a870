export { isOpen, pressing, type ClockPlan, type ClockState, type Light, type RunningClock } from './clock.ts'
export { finish, finishAll, freshScope, happen, hindrance, mostExtension, receive, settle, WHOLE } from './law.ts'
export type { ActSaid, Scope, Standing } from './law.ts'
export { planClocks, type LimitRow, type SupplementRule } from './plan.ts'
