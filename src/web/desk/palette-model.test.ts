import { describe, expect, it } from 'vitest'
import { index, matching, type Command } from './palette-model.ts'
import { soundsOf } from './sounds.ts'

const command = (label: string, note?: string): Command => ({ key: label, group: 'pages', label, ...(note ? { note } : {}), to: '/' })
const commands = [
  command('待办'),
  command('登记库'),
  command('更正核对'),
  command('自然人', '人口库'),
  command('证照库'),
  command('Ctrl 键'),
]
const found = (typed: string, sounds = true) => matching(typed, index(commands, sounds ? soundsOf : null), 10).map(({ label }) => label)

describe('the palette', () => {
  it('finds by words, by parts of them, and by their note', () => {
    expect(found('登记')[0]).toBe('登记库')
    expect(found('记库')[0]).toBe('登记库')
    expect(found('人口')).toEqual(['自然人'])
    expect(found('自然 人口')).toEqual(['自然人'])
  })
  it('finds by the first letters of the sounds, and by whole sounds', () => {
    expect(found('djk')[0]).toBe('登记库')
    expect(found('ZRR')[0]).toBe('自然人')
    expect(found('gengzheng')[0]).toBe('更正核对')
    expect(found('zhk').slice(0, 2)).not.toContain('待办')
    expect(found('zzk')[0]).toBe('证照库')
  })
  it('finds letters in their order with little between them, after what fits better', () => {
    expect(found('更核')).toEqual(['更正核对'])
    expect(found('库登')).toEqual([])
  })
  it('works on words alone while the sounds are on their way', () => {
    expect(found('djk', false)).toEqual([])
    expect(found('登记', false)).toEqual(['登记库'])
  })
  it('shows everything in its own order for nothing', () => {
    expect(found('')).toEqual(commands.map(({ label }) => label))
    expect(matching('', index(commands, null), 2)).toHaveLength(2)
  })
})
