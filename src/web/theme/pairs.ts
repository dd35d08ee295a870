/** What stands on what, and what it is: words need more contrast than edges and shapes that carry meaning. */
export interface Pair {
  over: string
  under: string
  kind: 'words' | 'shape'
}

const on = (kind: Pair['kind'], overs: readonly string[], unders: readonly string[]): Pair[] =>
  unders.flatMap((under) => overs.map((over) => ({ over, under, kind })))

const grounds = ['ground', 'paper', 'raised', 'sunken']
const tones = ['good', 'warn', 'bad', 'calm']
const lights = ['light-green', 'light-yellow', 'light-red', 'light-paused']
const numbered = (name: string, count: number) => Array.from({ length: count }, (_, i) => `${name}-${i + 1}`)

/** The chart colours, in the order in which charts take them. */
export const series: readonly string[] = numbered('series', 8)
/** Little to much on a map. */
export const ramp: readonly string[] = numbered('ramp', 6)

/** Every pair of tokens that pages lay on each other. */
export const pairs: readonly Pair[] = [
  ...on('words', ['ink', 'ink-soft', 'primary', 'primary-strong', 'seal', ...tones, ...lights], grounds),
  ...on('words', ['ink', 'ink-soft', 'primary', 'primary-strong'], ['primary-soft']),
  ...tones.flatMap((tone) => on('words', ['ink', 'ink-soft', tone], [`${tone}-soft`])),
  ...on('words', ['on-primary'], ['primary', 'primary-strong']),
  ...on('words', ['on-bad'], ['bad']),
  ...on('words', ['paper'], ['ink']),
  ...on('words', ['bar-ink', 'bar-soft', 'bar-here'], ['bar']),
  ...on('words', ['desk-bar-ink', 'desk-bar-soft', 'desk-bar-here'], ['desk-bar']),
  ...on('words', ['map-label'], ['map-land', 'map-water', 'map-none']),
  ...on('shape', ['edge', 'focus', 'good-edge', 'warn-edge', 'bad-edge', 'calm-edge'], grounds),
  ...on('shape', ['edge', 'focus'], ['primary-soft', 'warn-soft', 'bad-soft']),
  ...on('shape', ['desk-bar-focus', 'pivot'], ['desk-bar']),
  ...on('shape', ['map-edge'], ['map-land', 'map-water']),
  ...on('shape', series, ['paper']),
]

export const looks = ['light', 'dark', 'contrast'] as const
export type ShownLook = (typeof looks)[number]

/** Least contrast (WCAG 2.2: 1.4.3, 1.4.6 for the high contrast look, 1.4.11 for shapes). */
export const least = (look: ShownLook, kind: Pair['kind']): number => (kind === 'shape' ? 3 : look === 'contrast' ? 7 : 4.5)
