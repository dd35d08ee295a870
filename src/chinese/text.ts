/**
 * Text as people type it, made one: full-width letters, digits, signs and spaces become half-width; invisible characters go; the ends
 * are trimmed and runs of spaces become one. Chinese punctuation (，。、；：？！“”《》) stays as it is written.
 */
export function normaliseText(text: string): string {
  return toHalfWidth(text)
    .replace(/[\u200b-\u200d\u2060\ufeff\u00ad]/g, '')
    .replace(/[\s\u3000]+/g, ' ')
    .trim()
}

/** Chinese punctuation inside the full-width block: a sentence keeps these. */
const keptPunctuation = new Set('！，：；？（）')

/** Letters, digits, signs and the space from full-width to half-width; brackets and Chinese punctuation stay. */
export function toHalfWidth(text: string): string {
  return text.replace(/[\uff01-\uff5e\u3000]/g, (character) => {
    if (character === '\u3000') return ' '
    return keptPunctuation.has(character) ? character : String.fromCharCode(character.charCodeAt(0) - 0xfee0)
  })
}

/** A code or number as it is stored: half-width, upper case, without spaces and hyphens. */
export function normaliseCode(text: string): string {
  return toHalfWidth(text)
    .replace(/[\s\u200b-\u200d\u2060\ufeff\-‐‑–—]/g, '')
    .toUpperCase()
}
