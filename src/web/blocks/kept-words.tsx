import { Fragment, useContext } from 'react'
import { LocaleContext } from '../texts.ts'

const segmenter = typeof Intl.Segmenter === 'function' ? new Intl.Segmenter('zh', { granularity: 'word' }) : undefined
const closes = /^[\p{Pe}\p{Pf}\p{Po}]/u
const opens = /[\p{Ps}\p{Pi}\d]$/u
const single = /^\p{Script=Han}$/u
const endsInHan = /\p{Script=Han}$/u

/** The pieces of a Chinese text between which a line may end: words, with what belongs to them before and after. */
export function wordsOf(text: string): string[] {
  const words: string[] = []
  for (const { segment } of segmenter?.segment(text) ?? []) {
    const last = words.at(-1)
    const joins = last !== undefined && (closes.test(segment) || opens.test(last) || (single.test(segment) && endsInHan.test(last)))
    if (joins) words[words.length - 1] = last + segment
    else words.push(segment)
  }
  return words.length > 0 ? words : [text]
}

/** A title whose lines end between words: Chinese has no spaces, and browsers part 老年|人 where the line is full. */
export function KeptWords({ children }: { children: string }) {
  const locale = useContext(LocaleContext)
  if (locale !== 'zh' || segmenter === undefined) return children
  return (
    <span className="kept-words">
      {wordsOf(children).map((word, index) => (
        <Fragment key={index}>
          {index > 0 && <wbr />}
          {word}
        </Fragment>
      ))}
    </span>
  )
}
