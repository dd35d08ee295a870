import { pino, type Logger } from 'pino'

/** The process's log: one JSON line an event, on standard error; never a person's values. */
export const openLog = (level: string, process: string): Logger =>
  pino({ level, base: { process }, redact: ['req.headers.cookie', 'req.headers.authorization', 'password'] }, pino.destination(2))
