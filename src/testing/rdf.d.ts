/** What our tests use of the readers of RDF, which come without types. */
declare module 'n3' {
  interface Part {
    value: string
  }
  export interface Quad {
    subject: Part
    predicate: Part
    object: Part
  }
  export class Parser {
    constructor(options?: { format: string })
    parse(text: string): Quad[]
  }
  export class Writer {
    constructor(options: { format: string })
    quadToString(subject: Part, predicate: Part, object: Part): string
  }
}
declare module 'jsonld' {
  const jsonld: {
    expand(document: object): Promise<unknown[]>
    toRDF(document: object, options: { format: 'application/n-quads' }): Promise<string>
  }
  export default jsonld
}
