declare module 'pg/lib/utils.js' {
  /** Turns a JavaScript value into the text that goes over the wire. */
  const utils: { prepareValue(value: unknown): unknown }
  export default utils
}
