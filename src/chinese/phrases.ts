/** English for Chinese texts, exactly as they stand; `{0}`, `{1}` … stand for what differs, in either order. */
export type Phrases = Readonly<Record<string, string>>

interface Pattern {
  /** What stands before, between and after the placeholders. */
  parts: readonly string[]
  /** Which placeholder each gap is. */
  order: readonly number[]
  english: string
}

function patternOf(chinese: string, english: string): Pattern {
  const split = chinese.split(/\{(\d)\}/)
  return { parts: split.filter((_, i) => i % 2 === 0), order: split.filter((_, i) => i % 2 === 1).map(Number), english }
}

/**
 * What fills the gaps of a pattern, each as short as it can be and never empty; undefined when it doesn't fit. Looked for from left to right
 * without going back: texts come from anybody, and an expression that tries every division would take minutes for a long one.
 */
function fillsOf(parts: readonly string[], text: string): string[] | undefined {
  const end = parts.at(-1)!
  if (!text.startsWith(parts[0]!) || !text.endsWith(end)) return undefined
  const fills: string[] = []
  let at = parts[0]!.length
  for (const part of parts.slice(1, -1)) {
    const found = text.indexOf(part, at + 1)
    if (found < 0) return undefined
    fills.push(text.slice(at, found))
    at = found + part.length
  }
  const last = text.slice(at, text.length - end.length)
  return last === '' ? undefined : [...fills, last]
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
    for (const { parts, order, english } of [...(patterns.get(/^./su.exec(chinese)?.[0] ?? '') ?? []), ...(patterns.get('') ?? [])]) {
      const found = fillsOf(parts, chinese)
      if (!found) continue
      const fills = new Map(order.map((place, i) => [String(place), found[i]!]))
      return english.replace(/\{(\d)\}/g, (_, place: string) => {
        const fill = fills.get(place) ?? ''
        return read(fill, depth + 1) ?? fill
      })
    }
    return readParts(chinese) ?? readList(chinese)
  }
  /** Words of ours beside somebody's name, as in the title of a case, and after a dot what it is about: each part is read by itself. */
  const readParts = (chinese: string): string | undefined => {
    const [head, about] = chinese.split(/ · (.*)/su)
    if (about !== undefined) {
      const [said, of] = [exact.get(head!) ?? name(head!) ?? readParts(head!), exact.get(about) ?? name(about)]
      return said === undefined && of === undefined ? undefined : `${said ?? head} · ${of ?? about}`
    }
    const parts = chinese.split(' ')
    if (parts.length === 1 || parts.length > 4) return undefined
    const said = parts.map((part) => exact.get(part) ?? name(part))
    return said.some((part) => part !== undefined) ? said.map((part, i) => part ?? parts[i]).join(' ') : undefined
  }
  /** Several names of ours in a row; with one that is not ours among them it stays as it is. */
  const readList = (chinese: string) => {
    const said = chinese.split('、').map((part) => exact.get(part) ?? name(part))
    return said.length > 1 && said.every((part) => part !== undefined) ? said.join(', ') : undefined
  }
  return read
}
