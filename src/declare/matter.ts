import type { Condition } from './condition.ts'
import type { Form } from './form.ts'

/**
 * Kinds of matters, in words: those of the basic list (GB/T 39554.1) that people can ask for, and 登记, 备案 and 一件事, which lists put under
 * them. The standard's text was not read; the kinds are those that published lists carry.
 */
export const matterKinds = {
  'administrative-licence': '行政许可',
  payment: '行政给付',
  confirmation: '行政确认',
  reward: '行政奖励',
  adjudication: '行政裁决',
  'other-power': '其他行政权力',
  'public-service': '公共服务',
  registration: '登记',
  filing: '备案',
  joint: '一件事',
} as const
export type MatterKind = keyof typeof matterKinds

/** The published list that a matter was taken from. */
export interface MatterOrigin {
  readonly list: string
  readonly place: string
  /** Month or day on which it was taken, `2025-04`. */
  readonly fetched: string
}

/** A thing that people can ask a government for: an item of the basic list (基本目录, GB/T 39554.1). Limits, materials and fees are its implementation's rows. */
export interface Matter<Name extends string = string> {
  readonly name: Name
  readonly label: string
  /** In plain words, as people would say it; empty where nobody has written that yet. */
  readonly about: string
  readonly kind: MatterKind
  readonly applicants: readonly ('person' | 'enterprise')[]
  /** Function of the organisation that leads it. */
  readonly function: string
  readonly form?: Form
  readonly procedure?: string
  /** Questions that decide, in plain words, what is needed. */
  readonly guide?: Form
  /** Component matters of a joint matter, each with the answers of the guide that ask for it. */
  readonly components: Readonly<Record<string, { when?: Condition }>>
  /** Has form and procedure for matters that come as rows of a list; nobody asks for it by itself. */
  readonly general?: true
  /** Code in the basic list, where it has one. */
  readonly code?: string
  /** Under which the list puts it. */
  readonly category?: string
  readonly origin?: MatterOrigin
}

/** Declares a matter. */
export const matter = <const Name extends `${string}.${string}`>(
  name: Name,
  spec: Omit<Matter, 'name' | 'components'> & { components?: Record<string, { when?: Condition }> },
): Matter<Name> => ({ components: {}, ...spec, name })
