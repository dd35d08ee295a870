export { isOpen, pressing, type ClockPlan, type ClockState, type Light, type RunningClock } from './clock.ts'
export { finish, finishAll, freshScope, happen, hindrance, receive, settle, WHOLE, type ActSaid, type Scope, type Standing } from './law.ts'
export { planClocks, type LimitRow, type SupplementRule } from './plan.ts'
