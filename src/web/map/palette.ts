import { useEffect, useState } from 'react'

const tokens = {
  ground: '--sunken',
  land: '--map-land',
  none: '--map-none',
  edge: '--map-edge',
  label: '--map-label',
  halo: '--paper',
  ink: '--ink',
  point: '--primary',
  onPoint: '--on-primary',
  mark: '--seal',
  good: '--good',
  warn: '--warn',
  bad: '--bad',
  calm: '--calm',
} as const
const ramps = ['--ramp-1', '--ramp-2', '--ramp-3', '--ramp-4', '--ramp-5', '--ramp-6'] as const
const series = ['--series-1', '--series-2', '--series-3', '--series-4', '--series-5', '--series-6', '--series-7', '--series-8'] as const

/** The colours, type and size of the page, as the drawing surface can take them. */
export interface Palette extends Record<keyof typeof tokens, string> {
  /** From little to much. */
  ramp: readonly string[]
  /** Kinds that have no order. */
  series: readonly string[]
  font: string
  /** Pixels of a rem. */
  rem: number
}

/** A colour in whatever notation CSS takes, as red, green and blue: the map knows fewer notations than the browser. */
function plainColour(surface: CanvasRenderingContext2D, colour: string): string {
  surface.clearRect(0, 0, 1, 1)
  surface.fillStyle = colour
  surface.fillRect(0, 0, 1, 1)
  const [red, green, blue, alpha] = surface.getImageData(0, 0, 1, 1).data
  return `rgba(${red}, ${green}, ${blue}, ${(alpha! / 255).toFixed(3)})`
}

/** Reads what the page looks like now. */
export function readPalette(): Palette {
  const root = getComputedStyle(document.documentElement)
  const canvas = document.createElement('canvas')
  canvas.width = canvas.height = 1
  const surface = canvas.getContext('2d', { willReadFrequently: true })!
  const read = (name: string) => plainColour(surface, root.getPropertyValue(name).trim() || root.color)
  const named = Object.fromEntries(Object.entries(tokens).map(([key, name]) => [key, read(name)])) as Record<keyof typeof tokens, string>
  return {
    ...named,
    ramp: ramps.map(read),
    series: series.map(read),
    font: root.getPropertyValue('--font').trim() || 'sans-serif',
    rem: Number.parseFloat(root.fontSize) || 16,
  }
}

/** What the page looks like; read again when the reader chooses another look, size or language, or the window another width. */
export function usePalette(): Palette {
  const [palette, setPalette] = useState(readPalette)
  useEffect(() => {
    const again = () =>
      setPalette((before) => {
        const now = readPalette()
        return JSON.stringify(now) === JSON.stringify(before) ? before : now
      })
    again()
    const watch = new MutationObserver(again)
    watch.observe(document.documentElement, { attributes: true })
    const dark = matchMedia('(prefers-color-scheme: dark)')
    dark.addEventListener('change', again)
    addEventListener('resize', again)
    return () => {
      watch.disconnect()
      dark.removeEventListener('change', again)
      removeEventListener('resize', again)
    }
  }, [])
  return palette
}
