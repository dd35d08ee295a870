import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { contrast, difference, luminance, sights } from './colours.ts'
import { least, looks, pairs, ramp, series, type ShownLook } from './pairs.ts'

const css = readFileSync(new URL('looks.css', import.meta.url), 'utf8')

/** The tokens of the rule with this selector. */
function rule(selector: string): Record<string, string> {
  const start = css.indexOf(`${selector} {`)
  if (start < 0) throw new Error(`no rule ${selector}`)
  const body = css.slice(start, css.indexOf('}', start))
  return Object.fromEntries([...body.matchAll(/--([\w-]+): ([^;]+);/g)].map(([, name, value]) => [name!, value!]))
}

const tokens: Record<ShownLook, Record<string, string>> = {
  light: rule(':root'),
  dark: rule(":root[data-look='dark']"),
  contrast: rule(":root[data-look='contrast']"),
}

describe('the colours', () => {
  it('leave paper light: every other look is of a screen', () => {
    const [light = '', others = ''] = css.split('@media screen {')
    expect(light).not.toContain('color-scheme: dark')
    expect(others.match(/^ +color-scheme: dark/gm)).toHaveLength(3)
    expect(css.match(/@media \(prefers-color-scheme/g)).toBeNull()
  })

  it('are the same names in every look, and those of the device are those of the night', () => {
    for (const look of looks) expect(Object.keys(tokens[look])).toEqual(Object.keys(tokens.light))
    expect(rule(":root[data-look='auto']")).toEqual(tokens.dark)
  })

  it.each(looks)('are legible in the look %s', (look) => {
    const faint = pairs
      .map(({ over, under, kind }) => ({ over, under, kind, ratio: contrast(tokens[look][over]!, tokens[look][under]!) }))
      .filter(({ ratio, kind }) => ratio < least(look, kind))
      .map(({ over, under, ratio }) => `${over} on ${under}: ${ratio.toFixed(2)}`)
    expect(faint).toEqual([])
  })

  it.each(looks)('of charts differ for every eye in the look %s', (look) => {
    const alike = series.flatMap((one, i) =>
      series.slice(0, i).flatMap((other) =>
        sights.flatMap((sight) => {
          const apart = difference(tokens[look][one]!, tokens[look][other]!, sight)
          return apart < 8 ? [`${one} and ${other}, ${sight}: ${apart.toFixed(1)}`] : []
        }),
      ),
    )
    expect(alike).toEqual([])
  })

  it.each(looks)('of maps go one way from little to much in the look %s', (look) => {
    const lights = ramp.map((step) => luminance(tokens[look][step]!))
    const steps = lights.slice(1).map((light, i) => light - lights[i]!)
    expect(new Set(steps.map(Math.sign)).size).toBe(1)
    for (const [i, step] of ramp.slice(1).entries())
      for (const sight of sights) expect(difference(tokens[look][step]!, tokens[look][ramp[i]!]!, sight)).toBeGreaterThan(6)
  })
})

describe('measuring', () => {
  it('agrees with known contrasts', () => {
    expect(contrast('#000', '#ffffff')).toBe(21)
    expect(contrast('#777777', '#ffffff')).toBeCloseTo(4.48, 2)
    expect(contrast('#767676', '#ffffff')).toBeGreaterThan(4.5)
  })
  it('sees red and green alike where an eye does', () => {
    expect(difference('#c80000', '#5f7a00', 'full')).toBeGreaterThan(20)
    expect(difference('#b05a00', '#6f7a00', 'deutan')).toBeLessThan(difference('#b05a00', '#6f7a00', 'full') / 2)
  })
  it('takes no other writing', () => {
    expect(() => contrast('red', '#fff')).toThrow('not a colour')
  })
})
