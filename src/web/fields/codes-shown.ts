import { createContext } from 'react'

/** Whether the codes of code lists stand beside their names: whoever keeps records works with them, to everybody else they say nothing. */
export const CodesShown = createContext(true)

/** The day on which codes that are chosen must hold: the first of a period that is being written; the day of business where nobody said. */
export const CodesDay = createContext<string | undefined>(undefined)
