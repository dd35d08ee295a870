import type { ReactNode } from 'react'
import type { Tone } from './notice.tsx'

/** A word or two about a thing. */
export const Tag = ({ tone = 'info', children }: { tone?: Tone | 'plain'; children: ReactNode }) => (
  <span className={`tag tag-${tone}`}>{children}</span>
)
