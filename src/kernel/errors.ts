/** What else an error says, beside its sentence. */
export interface ErrorOptions {
  /** Stable code, such as `register.unique`; documented in docs/operations/errors.md. */
  code?: string
  /** Where in the given input. */
  path?: string
  /** Every bad value, when there are several. */
  problems?: readonly { path: string; message: string }[]
  cause?: unknown
}

/** An error with a sentence for the person who caused it; leaves the server as RFC 9457 problem details. */
export abstract class Fault extends Error {
  abstract readonly status: number
  abstract readonly kind: string
  readonly code: string | undefined
  readonly path: string | undefined
  readonly problems: readonly { path: string; message: string }[]

  constructor(message: string, options: ErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = new.target.name
    this.code = options.code
    this.path = options.path
    this.problems = options.problems ?? []
  }
}

/** No such thing, or none that this person may know of. */
export class NotFound extends Fault {
  readonly status = 404
  readonly kind = 'not-found'
}
/** Something was asked that nobody here reads; it would be left out of account without a word. */
export class NotUnderstood extends Fault {
  readonly status = 400
  readonly kind = 'not-understood'
}
/** Known, signed in or not, but not allowed. */
export class NotAllowed extends Fault {
  readonly status = 403
  readonly kind = 'not-allowed'
}
/** Nobody is signed in, and somebody must be. */
export class NotSignedIn extends Fault {
  readonly status = 401
  readonly kind = 'not-signed-in'
}
/** What was given is wrong; `problems` says where. */
export class Invalid extends Fault {
  readonly status = 422
  readonly kind = 'invalid'
}
/** Somebody else was first, or the state no longer allows it. */
export class Conflict extends Fault {
  readonly status = 409
  readonly kind = 'conflict'
}
/** What it depends on is no longer as the caller saw it (RFC 9110, 15.5.13). */
export class Stale extends Fault {
  readonly status = 412
  readonly kind = 'stale'
}
/** The time for it has passed. */
export class TooLate extends Fault {
  readonly status = 410
  readonly kind = 'too-late'
}
/** More than is taken in at once. */
export class TooMany extends Fault {
  readonly status = 429
  readonly kind = 'too-many'
}
/** A part that is needed does not answer now; the same call may succeed later. */
export class Unavailable extends Fault {
  readonly status = 503
  readonly kind = 'unavailable'
}
/** Our own mistake. The person gets a number to quote, the log the rest. */
export class Broken extends Fault {
  readonly status = 500
  readonly kind = 'broken'
}

/** A fault as plain data, for crossing to another thread. */
export interface PlainFault extends ErrorOptions {
  kind: string
  message: string
}

/** The fault that plain data stands for. */
export function revive({ kind, message, ...options }: PlainFault): Fault {
  const classes = [NotFound, NotAllowed, NotSignedIn, Invalid, Conflict, Stale, TooLate, TooMany, Unavailable]
  for (const Class of classes) {
    const fault = new Class(message, options)
    if (fault.kind === kind) return fault
  }
  return new Broken(message, options)
}
