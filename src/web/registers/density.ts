import { useState } from 'react'

const key = 'list-density'
const read = () => (localStorage.getItem(key) === 'close' ? 'close' : 'wide')

/** How close the rows of lists stand, as this reader likes it at this machine. */
export function useDensity() {
  const [density, setDensity] = useState(read)
  const turn = () => {
    const next = density === 'close' ? 'wide' : 'close'
    localStorage.setItem(key, next)
    setDensity(next)
  }
  return { close: density === 'close', turn }
}
