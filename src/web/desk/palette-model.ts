/** Something that the palette leads to or does. */
export interface Command {
  key: string
  group: 'pages' | 'acts' | 'views' | 'registers' | 'cases' | 'records'
  label: string
  note?: string
  /** Where it leads; absent where it does something. */
  to?: string
  act?: () => void
}

/** A command as it is looked through: its words in lower case, and the first letters of their sounds once those are known. */
export interface Indexed {
  command: Command
  words: string
  /** `wdbj` of 我的办件; null while the sounds are not loaded. */
  initials: string | null
  /** Every sound whole, without tones: `wodebanjian`. */
  sounds: string | null
}

/** First letters and whole sounds of a text, for whoever types sounds. */
export type Sounds = (text: string) => { initials: string; sounds: string }

export const index = (commands: readonly Command[], sounds: Sounds | null): Indexed[] =>
  commands.map((command) => ({
    command,
    words: `${command.label} ${command.note ?? ''}`.toLowerCase(),
    ...(sounds ? sounds(command.label) : { initials: null, sounds: null }),
  }))

/** How far apart the letters of `typed` lie in `text`, in order; null when they are not all there. */
function spread(typed: string, text: string): number | null {
  let at = -1
  let first = -1
  for (const letter of typed) {
    at = text.indexOf(letter, at + 1)
    if (at === -1) return null
    if (first === -1) first = at
  }
  return at - first - typed.length + 1
}

/** How well a command fits what was typed: less is better, null not at all. */
export function fit(typed: string, { words, initials, sounds }: Indexed): number | null {
  const wanted = typed.trim().toLowerCase().replaceAll(/\s+/g, ' ')
  if (wanted === '') return 0
  if (words.startsWith(wanted)) return 0
  if (words.includes(wanted)) return 1
  const parts = wanted.split(' ')
  if (parts.length > 1 && parts.every((part) => words.includes(part))) return 2
  const letters = wanted.replaceAll(' ', '')
  if (/^[a-z0-9]+$/.test(letters)) {
    if (initials?.startsWith(letters) || sounds?.startsWith(letters)) return 3
    if (initials?.includes(letters) || sounds?.includes(letters)) return 4
  }
  // Letters in their order with little between them: 待件 finds 待我办件.
  const apart = spread(letters, words)
  return apart !== null && apart <= letters.length ? 5 + apart : null
}

/** The commands that fit, the best first; those that come first stay first among equals. */
export const matching = (typed: string, all: readonly Indexed[], most: number): Command[] =>
  all
    .map((one, i) => ({ one, i, score: fit(typed, one) }))
    .filter(({ score }) => score !== null)
    .toSorted((a, b) => a.score! - b.score! || a.i - b.i)
    .slice(0, most)
    .map(({ one }) => one.command)
