/** What a case is opened with that answers an ask, where a procedure does. */
export interface AboutCase {
  /** Where it is worked on. */
  region: string
  /** The role that may answer, at the organisation that was asked. */
  role: string
  /** What the case says of it: nothing that is personal beyond what its readers may know. */
  facts: Readonly<Record<string, unknown>>
}

export interface NewAsk {
  kind: string
  register?: string
  subject?: string
  proposal: Record<string, unknown>
  reason: string
  /** Who is to answer: this organisation, about this place. */
  organisation: string
  regionPath: string
  /** Only of kinds that a procedure may answer. */
  about?: AboutCase
}

/** An ask whose kind a procedure answers, as whoever opens the case is told of it. `case` is the key that the case is to have. */
export interface AskedForCase extends NewAsk {
  id: string
  case: string
  about: AboutCase
}
