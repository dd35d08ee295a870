import type { AnyField, Field, Fields, Privacy } from './field.ts'
import type { AnyRegister } from './register.ts'

/** The three kinds of sharing between departments, in words (政务数据共享条例, State Council Order 809, art. 14: 无条件共享、有条件共享、不予共享). */
export const shares = { unconditional: '无条件共享', conditional: '有条件共享', none: '不予共享' } as const
/** How far data goes to other departments: to all, to those with a grant, to nobody. */
export type Share = keyof typeof shares

/** How much data tells about a person, in words (PIPL arts. 4 and 28). */
export const privacies = { none: '不涉及个人信息', personal: '个人信息', sensitive: '敏感个人信息' } as const satisfies Record<
  Privacy,
  string
>

/** The places of the two axes from the widest to the narrowest. */
export const shareRank: Readonly<Record<Share, number>> = { unconditional: 0, conditional: 1, none: 2 }
export const privacyRank: Readonly<Record<Privacy, number>> = { none: 0, personal: 1, sensitive: 2 }

/** How a field is shared: as its register is, or as it says itself where that is narrower. */
export const shareOf = ({ share }: Pick<AnyRegister, 'share'>, field: Pick<Field, 'share'>): Share =>
  field.share && shareRank[field.share] > shareRank[share] ? field.share : share

/**
 * Whether a field may become open data: its register may, it says so itself, nobody's person is told by it, and it is shared at all. Sealed
 * values never are.
 */
export const mayOpen = (register: Pick<AnyRegister, 'share' | 'open'>, field: AnyField): boolean =>
  register.open && field.open && field.privacy === 'none' && !field.sealed && shareOf(register, field) !== 'none'

/** How much a set of fields tells about a person: as much as the one that tells most. */
export const privacyOf = (fields: Fields): Privacy =>
  Object.values(fields).reduce<Privacy>((most, { privacy }) => (privacyRank[privacy] > privacyRank[most] ? privacy : most), 'none')

/**
 * On what ground a person is not told yet who looked. The first three are the law's own words, read in the text that ships
 * (个人信息保护法 art. 18 para. 1, art. 35). 刑事诉讼法 (2018) art. 152 para. 4 binds offices that help with technical measures to secrecy, and 监察法
 * (as amended 2024) art. 18 para. 2 and art. 74 (3) whoever supervises. Neither law was found to keep every look in an investigation from
 * whom it is about: for other looks the third ground is there. See docs/law.md.
 */
export const withholdingGrounds = {
  secret: '法律、行政法规规定应当保密（个人信息保护法第十八条第一款）',
  'no-notice': '法律、行政法规规定不需要告知（个人信息保护法第十八条第一款）',
  hinders: '告知将妨碍国家机关履行法定职责（个人信息保护法第三十五条）',
  investigation: '配合技术侦查，应当对有关情况保密（刑事诉讼法第一百五十二条第四款）',
  supervision: '监察调查工作信息不得泄露（监察法第十八条第二款、第七十四条第三项）',
} as const
