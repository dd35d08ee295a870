import { useEffect, useState } from 'react'

const names = {
  ink: '--ink',
  soft: '--ink-soft',
  line: '--line',
  paper: '--paper',
  main: '--primary',
  mainSoft: '--primary-soft',
  good: '--good',
  bad: '--bad',
  target: '--seal',
} as const

/** Colours and sizes of the page for what is drawn. */
export interface Colours extends Record<keyof typeof names, string> {
  ramp: readonly string[]
  font: string
  /** Pixels of a rem. */
  rem: number
}

function readColours(): Colours {
  const root = getComputedStyle(document.documentElement)
  const read = (name: string) => root.getPropertyValue(name).trim()
  return {
    ...(Object.fromEntries(Object.entries(names).map(([key, name]) => [key, read(name)])) as Record<keyof typeof names, string>),
    ramp: [1, 2, 3, 4, 5, 6].map((i) => read(`--ramp-${i}`)),
    font: read('--font'),
    rem: Number.parseFloat(root.fontSize) || 16,
  }
}

/** What the page looks like; read again when look, size, language or width change. */
export function useColours(): Colours {
  const [colours, setColours] = useState(readColours)
  useEffect(() => {
    const again = () =>
      setColours((before) => {
        const now = readColours()
        return JSON.stringify(now) === JSON.stringify(before) ? before : now
      })
    again()
    const watch = new MutationObserver(again)
    watch.observe(document.documentElement, { attributes: true })
    addEventListener('resize', again)
    return () => {
      watch.disconnect()
      removeEventListener('resize', again)
    }
  }, [])
  return colours
}
