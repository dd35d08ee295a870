import { describe, expect, it } from 'vitest'
import { drawable, faceFor, faceOf } from './fonts.ts'

describe('the faces of documents', () => {
  it.each([...'䶮㛃𬭼𫟹𬭩𫓹㙦𬱖𠅤㵑㼆䝼龑喆玥堃犇淼燚𤧛'])('have %s, a rare character of names, in Song type', (character) =>
    expect(faceFor(character, 'regular')).toBe('regular'),
  )
  it.each([...'𮉪𰻞𬎆'])('have %s in Kai type only', (character) => expect(faceFor(character, 'regular')).toBe('rare'))
  it('have all of the Unified Ideographs of Unicode 1.1 and of extension A', () => {
    const lacking = (from: number, to: number) =>
      Array.from({ length: to - from + 1 }, (_, index) => from + index).filter((codePoint) => !faceOf('regular').has(codePoint))
    expect(lacking(0x4e00, 0x9fa5)).toEqual([])
    expect(lacking(0x3400, 0x4db5)).toEqual([])
  })
  it('have the marks of official writing', () =>
    expect([...'，。、；：？！“”‘’（）〔〕《》—…·％℃㎡№〇①⑩'].filter((mark) => !faceFor(mark, 'bold'))).toEqual([]))
})

describe('drawable', () => {
  it('writes a character that no face has as its code, and reports it', () => {
    const missing = new Set<string>()
    expect(drawable('王𱍊', missing)).toBe('王〔U+3134A〕')
    expect([...missing]).toEqual(['𱍊'])
  })
  it('writes control characters as their code too', () => expect(drawable('a\u0007b', new Set())).toBe('a〔U+0007〕b'))
  it('leaves good text, tabs made blanks and selectors left out', () => {
    const missing = new Set<string>()
    expect(drawable('清\t远\r\n市\u{e0100}', missing)).toBe('清 远\n市')
    expect(missing.size).toBe(0)
  })
})
