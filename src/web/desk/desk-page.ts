import './desk.css'

/** The desk with its styles; the server, which writes it too, reads none. */
export { Desk } from './desk.tsx'
