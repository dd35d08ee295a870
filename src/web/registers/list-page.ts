import './registers.css'

/** The list with its styles; the server, which writes it too, reads none. */
export { RecordList } from './record-list.tsx'
