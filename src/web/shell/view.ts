import type { ReactNode } from 'react'
import type { IconName } from '../blocks/icon.tsx'
import type { Choice } from '../theme/choice.ts'
import type { Face } from './faces.ts'

/** A place that the head or the foot bar leads to. */
export interface NavItem {
  to: string
  label: string
  /** Drawn in the foot bar of a phone. */
  icon?: IconName
  /** Only this very page counts as being there. */
  exact?: boolean
  /** How many wait there; nothing is drawn for none. */
  count?: number
}

/** A line of the menu under the reader's own name: it leads somewhere, or it does something. */
export interface OwnItem {
  label: string
  icon?: IconName
  to?: string
  act?: () => void
}

/** Who reads: shown in the head, with what is theirs behind it. */
export interface Own {
  name: string
  /** The post one acts as, or whom one acts for. */
  as?: string
  items: readonly OwnItem[]
}

/** All that the frame of a page shows; plain values, so that a page made on the server and a page made in the browser have the same head. */
export interface Frame {
  face: Face
  city: string | null
  demo: boolean
  /** The address that is open, without its query. */
  here: string
  nav: readonly NavItem[]
  own: Own | null
  /** Unread messages; null when nobody has signed in. */
  unread: number | null
  choice: Choice
  /** What a face has in the head beside the places: the desk's palette. */
  tools?: ReactNode
  /** Sets how one reads at once; without it the menu asks the server by a form. */
  setChoice?: (change: Partial<Choice>) => void
}

/** Whether a place counts as the one that is open. */
export const isHere = ({ to, exact }: NavItem, here: string): boolean => here === to || (!exact && to !== '/' && here.startsWith(`${to}/`))
