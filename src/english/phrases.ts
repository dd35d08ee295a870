/** English for Chinese texts, exactly as they stand; `{0}`, `{1}` … stand for what differs, in either order. */
export type Phrases = Readonly<Record<string, string>>

interface Pattern {
  shape: RegExp
  /** Which placeholder each group is. */
  order: readonly number[]
  english: string
}

const escape = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

function patternOf(chinese: string, english: string): Pattern {
  const order: number[] = []
  const shape = chinese.split(/\{(\d)\}/).map((part, i) => {
    if (i % 2 === 0) return escape(part)
    order.push(Number(part))
    return '(.+?)'
  })
  return { shape: new RegExp(`^${shape.join('')}$`, 'su'), order, english }
}

/** Reads phrases: a text that is there as it stands, or one that a phrase with placeholders fits; what fills them is read the same way. */
export function openPhrases(all: readonly Phrases[], name: (chinese: string) => string | undefined) {
  const exact = new Map<string, string>()
  // By the first character, since a city has thousands of sentences; those that begin with a placeholder are tried for every text.
  const patterns = new Map<string, Pattern[]>()
  for (const [chinese, english] of all.flatMap((one) => Object.entries(one))) {
    if (!/\{\d\}/.test(chinese)) exact.set(chinese, english)
    else {
      const first = chinese.startsWith('{') ? '' : [...chinese][0]!
      patterns.set(first, [...(patterns.get(first) ?? []), patternOf(chinese, english)])
    }
  }
  const read = (chinese: string, depth = 0): string | undefined => {
    const known = exact.get(chinese) ?? name(chinese)
    if (known !== undefined || depth > 2) return known
    for (const { shape, order, english } of [...(patterns.get([...chinese][0] ?? '') ?? []), ...(patterns.get('') ?? [])]) {
      const found = shape.exec(chinese)
      if (!found) continue
      const fills = new Map(order.map((place, i) => [String(place), found[i + 1]!]))
      return english.replace(/\{(\d)\}/g, (_, place: string) => {
        const fill = fills.get(place) ?? ''
        return read(fill, depth + 1) ?? fill
      })
    }
    return undefined
  }
  return read
}
