import type { Article } from './articles.ts'

/** What became of an article when its text was revised. */
export type Fate =
  | { kind: 'same'; before: Article; after: Article }
  /** Its words stayed and its number did not, or what it stands under. */
  | { kind: 'moved'; before: Article; after: Article }
  | { kind: 'changed'; before: Article; after: Article; alike: number }
  | { kind: 'added'; after: Article }
  | { kind: 'repealed'; before: Article }

/** Below this two articles are not the same one in other words. */
const ALIKE = 0.45

/** Pairs of neighbouring characters, each as often as it comes. */
function pairsOf(words: string): Map<string, number> {
  const plain = [...words.replaceAll(/[\s\p{P}]/gu, '')]
  const pairs = new Map<string, number>()
  for (let i = 0; i + 1 < plain.length; i++) {
    const pair = plain[i]! + plain[i + 1]!
    pairs.set(pair, (pairs.get(pair) ?? 0) + 1)
  }
  return pairs
}

/** Dice's coefficient over pairs of characters: 1 for the same words, 0 for nothing in common (L. R. Dice, Ecology 26, 1945). */
function alike(a: ReadonlyMap<string, number>, b: ReadonlyMap<string, number>): number {
  const count = (all: ReadonlyMap<string, number>) => [...all.values()].reduce((sum, n) => sum + n, 0)
  const all = count(a) + count(b)
  if (all === 0) return 1
  let common = 0
  for (const [pair, n] of a) common += Math.min(n, b.get(pair) ?? 0)
  return (2 * common) / all
}

/**
 * Which article of a revised text is which of the text before. A revision inserts, drops and rewords articles and numbers them anew, and keeps
 * their order: so the pairs are those in order whose words are most alike in all (S. B. Needleman, C. D. Wunsch, J. Mol. Biol. 48, 1970).
 * One that was taken elsewhere in the same words is found afterwards.
 */
export function align(before: readonly Article[], after: readonly Article[]): Fate[] {
  const left = before.map(({ words }) => pairsOf(words))
  const right = after.map(({ words }) => pairsOf(words))
  const score = left.map((one) => right.map((other) => alike(one, other)))
  // A number that stayed decides between two that are equally alike.
  const weight = (i: number, j: number) => {
    const own = score[i]![j]!
    return own < ALIKE ? 0 : own + (before[i]!.number === after[j]!.number ? 0.01 : 0)
  }
  const best = Array.from({ length: before.length + 1 }, () => new Float64Array(after.length + 1))
  for (let i = before.length - 1; i >= 0; i--)
    for (let j = after.length - 1; j >= 0; j--) {
      const paired = weight(i, j)
      best[i]![j] = Math.max(best[i + 1]![j]!, best[i]![j + 1]!, paired > 0 ? paired + best[i + 1]![j + 1]! : 0)
    }
  const partner = new Map<number, number>()
  for (let i = 0, j = 0; i < before.length && j < after.length;) {
    const paired = weight(i, j)
    if (paired > 0 && best[i]![j] === paired + best[i + 1]![j + 1]!) partner.set(i++, j++)
    else if (best[i]![j] === best[i + 1]![j]!) i++
    else j++
  }
  const taken = new Set(partner.values())
  for (const [i, { words }] of before.entries()) {
    if (partner.has(i)) continue
    const j = after.findIndex((one, at) => !taken.has(at) && one.words === words)
    if (j < 0) continue
    partner.set(i, j)
    taken.add(j)
  }
  const fates = before.map((one, i): Fate => {
    const j = partner.get(i)
    if (j === undefined) return { kind: 'repealed', before: one }
    const now = after[j]!
    if (one.words !== now.words) return { kind: 'changed', before: one, after: now, alike: score[i]![j]! }
    return { kind: one.number === now.number && one.heading === now.heading ? 'same' : 'moved', before: one, after: now }
  })
  return [...fates, ...after.flatMap((one, j): Fate[] => (taken.has(j) ? [] : [{ kind: 'added', after: one }]))]
}
