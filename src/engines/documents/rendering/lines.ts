/**
 * Lines of mixed Chinese and Latin text. Which marks may not begin or end a line follows GB/T 15834-2011 标点符号用法,
 * 5.1, and the usual practice for units and brackets (W3C Requirements for Chinese Text Layout, 3.1.3).
 */
const neverFirst = new Set('、。，．：；？！）〕］｝〉》」』】〗—～·’”%‰％℃°′″,.:;?!)]}々'.split(''))
const neverLast = new Set('（〔［｛〈《「『【〖‘“([{¥￥$№#'.split(''))
/** Signs that are two characters long and are not cut in the middle. */
const doubled = new Set(['…', '—'])

/** A line to be drawn: its characters, and what is added to (or taken from) the gap after each of them, in points. */
export interface Line {
  text: string
  /** Width in points with the spacing applied. */
  width: number
  spacing: number
  /** Distance from the left edge, for a first line that is indented. */
  indent: number
}

export interface LineOptions {
  /** Points. */
  width: number
  /** Type size in points. */
  size: number
  /** Width of one character in ems. */
  advance: (character: string) => number
  /** Indent of the first line, in points. */
  indent?: number
  /** Stretch every line but the last to the full width, as 版心 asks. */
  justify?: boolean
}

/** How far a line may be squeezed to keep a closing mark, and stretched to fill the width, in ems per gap. */
const squeeze = 0.045
const stretch = 0.25

const isLatin = (character: string) => /[\p{Script=Latin}\p{Nd}._@/:&%+\-,'’#=?~]/u.test(character) && !/[\uff00-\uffef]/.test(character)

/** Inside an address of the web a line may end after a slash or between the parts of its query. */
const endsPart = (previous: string, character: string) => /[/?&=]/.test(previous) && /\p{L}/u.test(character)

/** Groups of characters between which a line may end. */
function groupsOf(text: string): string[] {
  const groups: string[] = []
  let group = ''
  let previous = ''
  for (const character of text) {
    const together =
      previous !== '' &&
      (neverFirst.has(character) ||
        neverLast.has(previous) ||
        (doubled.has(previous) && previous === character) ||
        (isLatin(previous) && isLatin(character) && !endsPart(previous, character)))
    // A blank closes a group; several blanks stay with it.
    if (previous !== '' && (previous === ' ' ? character !== ' ' : character !== ' ' && !together)) {
      groups.push(group)
      group = ''
    }
    group += character
    previous = character
  }
  if (group) groups.push(group)
  return groups
}

/** Cuts a text into lines; a newline always ends one, and the line after it is indented like a first line. */
export function breakLines(text: string, options: LineOptions): Line[] {
  return text.split('\n').flatMap((paragraph) => breakParagraph(paragraph, options))
}

function breakParagraph(text: string, { width, size, advance, indent = 0, justify = false }: LineOptions): Line[] {
  const lines: Line[] = []
  const measure = (part: string) => [...part].reduce((sum, character) => sum + advance(character) * size, 0)
  let current = ''
  let natural = 0
  let room = width - indent
  const close = (last: boolean) => {
    const line = current.trimEnd()
    const used = measure(line)
    const gaps = Math.max(1, [...line].length - 1)
    const left = room - used
    const wanted = left / gaps
    const spacing = left < 0 || (justify && !last && wanted <= stretch * size) ? wanted : 0
    lines.push({ text: line, width: used + spacing * gaps, spacing, indent: lines.length === 0 ? indent : 0 })
    current = ''
    natural = 0
    room = width
  }
  /** Whether a group still fits, squeezing the line when that keeps a closing mark from being carried over. */
  const fits = (group: string) => {
    const trimmed = group.trimEnd()
    const over = natural + measure(trimmed) - room
    if (over <= 0.01) return true
    const count = [...current].length + [...trimmed].length
    return current !== '' && neverFirst.has(trimmed.at(-1) ?? '') && over <= squeeze * size * (count - 1)
  }
  for (const group of groupsOf(text)) {
    if (fits(group)) {
      current += group
      natural += measure(group)
      continue
    }
    if (current !== '') close(false)
    if (natural + measure(group.trimEnd()) <= room + 0.01) {
      current = group
      natural = measure(group)
      continue
    }
    // A word longer than a whole line, such as an address of the web: cut where the line ends.
    for (const character of group) {
      const own = measure(character)
      if (natural + own > room + 0.01 && current !== '') close(false)
      current += character
      natural += own
    }
  }
  if (current !== '' || lines.length === 0) close(true)
  return lines
}

/** The largest size, not above `size`, at which a text fits on one line of this width; never under `least`. */
export function sizeThatFits(text: string, size: number, width: number, least: number, advance: (character: string) => number): number {
  const ems = [...text].reduce((sum, character) => sum + advance(character), 0)
  return ems * size <= width ? size : Math.max(least, width / ems)
}

/** Lines of like length, as few as the width allows: for titles and for names that do not fit on one line. */
export function balancedLines(text: string, { width, size, advance }: Omit<LineOptions, 'indent' | 'justify'>): Line[] {
  const fewest = breakLines(text, { width, size, advance })
  const whole = fewest.reduce((sum, line) => sum + line.width, 0)
  for (let narrow = whole / fewest.length; narrow < width; narrow += size / 2) {
    const lines = breakLines(text, { width: narrow, size, advance })
    if (lines.length <= fewest.length) return lines
  }
  return fewest
}
