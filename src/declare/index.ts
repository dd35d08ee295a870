/** The words a system is written in; README.md says each in one sentence. Pure data for server and browser. */
export * from './catalogue.ts'
export * from './action.ts'
export { STEWARD, type BaseRules, type BaseSource } from './base.ts'
export * from './axes.ts'
export * from './clock.ts'
export * from './condition.ts'
export type {
  AnyField,
  Beside,
  Comparison,
  Derived,
  Field,
  FieldKind,
  FieldOptions,
  Fields,
  InputOf,
  Kind,
  Operator,
  Privacy,
  ValuesOf,
} from './field.ts'
export { address, type Address, type AddressField } from './fields/address.ts'
export { area, partsOfArea, type Area, type AreaField } from './fields/area.ts'
export { choice, choices, type ChoiceField } from './fields/choice.ts'
export { code, type CodeField } from './fields/code.ts'
export { creditCode } from './fields/credit-code.ts'
export { date, type DateField } from './fields/date.ts'
export { file, type FileField } from './fields/file.ts'
export { flag } from './fields/flag.ts'
export { formula, resultOf, type FormulaField } from './fields/formula.ts'
export { gapless, type GaplessField } from './fields/gapless.ts'
export { checkValues, isKeyOfFile, kindOf, schemaOf, type Problem } from './fields/index.ts'
export { line, type Line, type LineField } from './fields/line.ts'
export { maskName } from './fields/masks.ts'
export { moment } from './fields/moment.ts'
export { money } from './fields/money.ts'
export { number, type NumberField } from './fields/number.ts'
export { period, type Days, type PeriodField } from './fields/period.ts'
export { personId } from './fields/person-id.ts'
export { phone } from './fields/phone.ts'
export { picture, pictureTypes, type Picture, type PictureField } from './fields/picture.ts'
export { plate } from './fields/plate.ts'
export { point, type Position } from './fields/point.ts'
export { ref, type Id, type RefField } from './fields/ref.ts'
export { MOST_REFERENCES, references, type ReferencesField } from './fields/references.ts'
export { region } from './fields/region.ts'
export { rows, type RowsField } from './fields/rows.ts'
export { sequence, type SequenceField } from './fields/sequence.ts'
export { text, type TextField } from './fields/text.ts'
export * from './form.ts'
export * from './indicator.ts'
export * from './layer.ts'
export * from './matter.ts'
export * from './occasion.ts'
export * from './procedure.ts'
export * from './register.ts'
export * from './role.ts'
export * from './screen.ts'
export * from './system.ts'
export * from './template.ts'
