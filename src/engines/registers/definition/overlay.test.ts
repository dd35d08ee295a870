import { describe, expect, it } from 'vitest'
import { choice, number, register, text, type AnyRegister } from '#declare'
import { defineAll } from '../definitions.ts'
import { compile } from './compile.ts'
import type { Overlay } from './content.ts'
import { livingDefinitions } from './living.ts'
import { misfitsOf, overlaid, overlayOf } from './overlay.ts'

const cards = register('club.card', {
  label: '会员卡',
  title: 'name',
  steward: 'sport',
  fields: { name: text('姓名', { max: 50 }), kind: choice('种类', { year: '年卡' }), visits: number('次数', { optional: true, max: 100 }) },
}) as AnyRegister
const wanted = (change: object): AnyRegister =>
  ({ ...cards, ...change, fields: { ...cards.fields, ...(change as { fields?: object }).fields } }) as AnyRegister
const content = (overlay: Overlay) => ({ overlay, english: { localSize: 'Size' }, fill: {}, grants: [] })

describe('an overlay', () => {
  it('is the difference alone, and laid over what ships gives what was wanted', () => {
    const register = wanted({
      label: '会员证',
      list: ['kind', 'name'],
      fields: {
        name: { ...cards.fields.name, help: '与身份证一致', max: 30 },
        kind: { ...cards.fields.kind, choices: { year: '年卡', localMonth: '月卡' } },
        localSize: text('尺码', { optional: true }),
      },
    })
    const { overlay, problems } = overlayOf(cards, register)
    expect(problems).toEqual([])
    expect(overlay).toMatchObject({
      label: '会员证',
      fields: { name: { help: '与身份证一致', max: 30 }, kind: { choices: { localMonth: '月卡' } } },
    })
    expect(overlaid(cards, overlay)).toEqual(register)
  })

  it.each<[string, object, string]>([
    ['takes a field away', { fields: { visits: undefined } }, 'fields/visits'],
    ['changes a kind', { fields: { visits: text('次数', { optional: true, max: 100 }) } }, 'fields/visits/kind'],
    ['renames an option', { fields: { kind: choice('种类', { year: '一年' }) } }, 'fields/kind/choices'],
    ['adds an option under any name', { fields: { kind: choice('种类', { year: '年卡', month: '月卡' }) } }, 'fields/kind/choices'],
    ['widens a limit', { fields: { visits: number('次数', { optional: true, max: 200 }) } }, 'fields/visits/max'],
    ['adds a required field', { fields: { localSize: text('尺码') } }, 'fields/localSize/optional'],
    ['adds a field under any name', { fields: { size: text('尺码', { optional: true }) } }, 'fields/size'],
  ])('that %s is refused', (_, change, path) => {
    const register = wanted(change)
    if ('visits' in register.fields && register.fields.visits === undefined) delete register.fields.visits
    expect(overlayOf(cards, register).problems.map((one) => one.path)).toContain(path)
  })

  it('that an upgrade leaves no room for is left aside and listed, and the rest goes on', () => {
    const { overlay } = overlayOf(cards, wanted({ label: '会员证', fields: { localSize: text('尺码', { optional: true }) } }))
    const later = { ...cards, fields: { ...cards.fields, localSize: text('尺码', { optional: true }) } } as AnyRegister
    expect(misfitsOf(later, overlay)).toEqual([{ path: 'fields/localSize', message: '字段 localSize 已由系统提供' }])
    const living = livingDefinitions({ registers: [later], roles: [] }, [
      { name: 'club.card', version: 2, number: 7, content: content(overlay) },
    ])
    expect(living.get('club.card').register.label).toBe('会员卡')
    expect(living.unfit()).toEqual([{ name: 'club.card', version: 2, problems: misfitsOf(later, overlay) }])
    expect(living.number).toBe(7)
  })

  it('comes into force for who asks next, and not under whoever began', () => {
    const living = livingDefinitions({ registers: [cards], roles: [] })
    const began = living.now()
    const { overlay } = overlayOf(cards, wanted({ fields: { localSize: text('尺码', { optional: true }) } }))
    living.take([{ name: 'club.card', version: 1, number: 1, content: content(overlay) }])
    expect(began.get('club.card').columns.map(({ key }) => key)).not.toContain('localSize')
    expect(living.get('club.card')).toMatchObject({ number: 1 })
    expect(living.get('club.card').columns.find(({ key }) => key === 'localSize')?.name).toBe('local_size')
    expect(living.phrases()).toEqual({ 尺码: 'Size' })
  })

  it('of a register that no longer ships says so', () => {
    const { unfit } = compile(defineAll([], []), [
      { name: 'club.card', version: 1, number: 1, content: content({ fields: {}, added: {} }) },
    ])
    expect(unfit).toEqual([{ name: 'club.card', version: 1, problems: [{ path: '', message: '系统不再提供这个目录' }] }])
  })
})
