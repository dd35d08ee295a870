export { factsOfTime, instrumentData, numbering, type CaseFacts } from './instrument.ts'
