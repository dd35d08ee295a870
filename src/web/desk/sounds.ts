import { pinyinKeys } from '#chinese'
import type { Sounds } from './palette-model.ts'

/** Sounds of Chinese words; a file of its own, because what knows them is large and loaded only when somebody looks for something. */
export const soundsOf: Sounds = (text) => {
  const { full, initials } = pinyinKeys(text)
  return { initials, sounds: full }
}
