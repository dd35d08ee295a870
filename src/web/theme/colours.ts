/** Red, green and blue from 0 to 1. */
type Rgb = readonly [number, number, number]

/**
 * The parts of a colour written as `#rgb` or `#rrggbb`.
 * @throws Error when it is written otherwise
 */
export function rgbOf(hex: string): Rgb {
  const digits = /^#([\da-f]{3}|[\da-f]{6})$/i.exec(hex.trim())?.[1]
  if (!digits) throw new Error(`not a colour: ${hex}`)
  const whole = digits.length === 3 ? [...digits].map((one) => one + one).join('') : digits
  const part = (at: number) => Number.parseInt(whole.slice(at, at + 2), 16) / 255
  return [part(0), part(2), part(4)]
}

const linear = (part: number) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)
const linearOf = (hex: string): Rgb => {
  const [r, g, b] = rgbOf(hex)
  return [linear(r), linear(g), linear(b)]
}

/** How light a colour is, 0 for black to 1 for white (relative luminance, WCAG 2.2). */
export const luminance = (hex: string): number => {
  const [r, g, b] = linearOf(hex)
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

/** Contrast of two colours, 1 to 21 (contrast ratio, WCAG 2.2). */
export function contrast(one: string, other: string): number {
  const [a, b] = [luminance(one), luminance(other)]
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05)
}

/** How an eye sees; `full` sees all colours, the others lack one kind of cone. */
export const sights = ['full', 'protan', 'deutan', 'tritan'] as const
export type Sight = (typeof sights)[number]

/** What an eye without one kind of cone makes of linear RGB: Machado, Oliveira and Fernandes 2009, severity 1.0. */
const seen: Record<Sight, readonly [Rgb, Rgb, Rgb]> = {
  full: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protan: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deutan: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritan: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
}

const times = (row: Rgb, [a, b, c]: Rgb) => row[0] * a + row[1] * b + row[2] * c

/** A colour in Oklab (Ottosson 2020), where a distance is about as far as it looks, as an eye of this sight sees it. */
function oklab(hex: string, sight: Sight): Rgb {
  const given = linearOf(hex)
  const [r, g, b] = seen[sight].map((row) => Math.min(1, Math.max(0, times(row, given)))) as unknown as Rgb
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b)
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b)
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b)
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ]
}

/** How different two colours look to an eye of this sight: 0 the same, about 2 just told apart side by side, 100 black and white. */
export function difference(one: string, other: string, sight: Sight = 'full'): number {
  const [a, b] = [oklab(one, sight), oklab(other, sight)]
  return 100 * Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2])
}
