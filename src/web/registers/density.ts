import { createContext, useContext, useState } from 'react'

type Density = 'close' | 'wide'

/** How close rows stand, as the cookies say it. */
export const densityOf = (cookies: string): Density => (/(?:^|;\s*)density=close(?:;|$)/.test(cookies) ? 'close' : 'wide')

/** What the request says of it, where the server writes the page. */
export const DensityContext = createContext<Density | undefined>(undefined)

const year = 365 * 24 * 60 * 60

/** How close the rows of lists stand, as this reader likes it at this machine; in a cookie, so that the server writes them so at once. */
export function useDensity() {
  const given = useContext(DensityContext)
  const [density, setDensity] = useState<Density>(() => given ?? densityOf(document.cookie))
  const turn = () => {
    const next = density === 'close' ? 'wide' : 'close'
    document.cookie = `density=${next}; path=/desk; max-age=${year}; samesite=lax`
    setDensity(next)
  }
  return { close: density === 'close', turn }
}
