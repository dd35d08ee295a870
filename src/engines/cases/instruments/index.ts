export { duesOf, factsOfTime, instrumentData, numbering, outcomesOf, type Dues } from './instrument.ts'
