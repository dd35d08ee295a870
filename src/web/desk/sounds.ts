import { pinyin } from 'pinyin-pro'
import type { Sounds } from './palette-model.ts'

/** Sounds of Chinese words; a file of its own, because what knows them is large and loaded only when somebody looks for something. */
export const soundsOf: Sounds = (text) => {
  const sounds = pinyin(text, { toneType: 'none', type: 'array', nonZh: 'consecutive', v: true }).map((one) => one.toLowerCase())
  return { initials: sounds.map((one) => one.charAt(0)).join(''), sounds: sounds.join('').replaceAll(/[^a-z0-9]/g, '') }
}
