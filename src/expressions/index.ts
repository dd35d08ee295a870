/** Expressions in the syntax and with the meaning of FEEL (DMN 1.5, clause 10), with exact decimals; for server and browser. */
export { check, type Checked } from './check.ts'
export { evaluate } from './evaluate.ts'
export { namesIn, type Expression } from './expression.ts'
export { flawsInEnglish, placed, type Flaw } from './flaws.ts'
export { parse } from './parse.ts'
export { typeName, type Type, type Types } from './types.ts'
export { isA, isNumber, numberOf, readDay, readInstant, writeDay, writeInstant, type Number34, type Value } from './values.ts'
