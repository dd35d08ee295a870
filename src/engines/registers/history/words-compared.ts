/** A part of a text: in both, only in the earlier, only in the later. */
export type Part = readonly ['same' | 'gone' | 'new', string]

/** Words of Chinese and of other scripts, with everything between them. */
const words = new Intl.Segmenter('zh', { granularity: 'word' })
const wordsOf = (text: string) => Array.from(words.segment(text), ({ segment }) => segment)

/** Beyond so many words that came or went, what lies between is shown as replaced whole: nobody reads a confetti of words. */
const MOST_EDITS = 600

/** Joins neighbours of one kind; what went stands before what came. */
function joined(parts: readonly Part[]): Part[] {
  const found: Part[] = []
  let gone = ''
  let came = ''
  const flush = () => {
    if (gone) found.push(['gone', gone])
    if (came) found.push(['new', came])
    gone = came = ''
  }
  for (const [kind, text] of parts) {
    if (kind === 'gone') gone += text
    else if (kind === 'new') came += text
    else {
      flush()
      const last = found.at(-1)
      if (last?.[0] === 'same') found[found.length - 1] = ['same', last[1] + text]
      else found.push(['same', text])
    }
  }
  flush()
  return found
}

/**
 * The way from one list of words to another with the fewest that go and come (E. Myers, An O(ND) Difference Algorithm and Its Variations,
 * Algorithmica 1, 1986): `reached[d]` is how far each diagonal gets with d edits. Nothing when more than {@link MOST_EDITS} are needed.
 */
function shortest(one: readonly string[], other: readonly string[]): Part[] | undefined {
  const most = Math.min(one.length + other.length, MOST_EDITS)
  const reached: Map<number, number>[] = []
  let far = new Map<number, number>([[1, 0]])
  for (let d = 0; d <= most; d++) {
    const next = new Map(far)
    for (let k = -d; k <= d; k += 2) {
      const down = k === -d || (k !== d && (next.get(k - 1) ?? -1) < (next.get(k + 1) ?? -1))
      let x = down ? (next.get(k + 1) ?? 0) : (next.get(k - 1) ?? 0) + 1
      while (x < one.length && x - k < other.length && one[x] === other[x - k]) x++
      next.set(k, x)
      if (x >= one.length && x - k >= other.length) return walkedBack(one, other, [...reached, far], d)
    }
    reached.push(far)
    far = next
  }
  return undefined
}

function walkedBack(one: readonly string[], other: readonly string[], reached: readonly Map<number, number>[], edits: number): Part[] {
  const back: Part[] = []
  let [x, y] = [one.length, other.length]
  for (let d = edits; d > 0; d--) {
    const far = reached[d]!
    const k = x - y
    const down = k === -d || (k !== d && (far.get(k - 1) ?? -1) < (far.get(k + 1) ?? -1))
    const from = down ? (far.get(k + 1) ?? 0) : (far.get(k - 1) ?? 0)
    const start = down ? from : from + 1
    while (x > start) {
      back.push(['same', one[--x]!])
      y--
    }
    if (down) back.push(['new', other[--y]!])
    else back.push(['gone', one[--x]!])
  }
  while (x > 0) back.push(['same', one[--x]!])
  return back.reverse()
}

/** What of a text stayed, went and came, word by word, in the order of reading. */
export function wordsCompared(before: string, after: string): Part[] {
  const [one, other] = [wordsOf(before), wordsOf(after)]
  let head = 0
  while (head < one.length && head < other.length && one[head] === other[head]) head++
  let tail = 0
  while (tail < one.length - head && tail < other.length - head && one.at(-1 - tail) === other.at(-1 - tail)) tail++
  const [left, right] = [one.slice(head, one.length - tail), other.slice(head, other.length - tail)]
  const middle = shortest(left, right) ?? [['gone', left.join('')] as const, ['new', right.join('')] as const]
  const same = (list: readonly string[]): Part[] => (list.length > 0 ? [['same', list.join('')]] : [])
  return joined([...same(one.slice(0, head)), ...middle, ...same(tail > 0 ? one.slice(-tail) : [])])
}
