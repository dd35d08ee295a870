import { createContext } from 'react'

/** Whether the codes of code lists stand beside their names: whoever keeps records works with them, to everybody else they say nothing. */
export const CodesShown = createContext(true)
