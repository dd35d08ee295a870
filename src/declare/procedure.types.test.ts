import { describe, expect, it } from 'vitest'
import { branch, matter, procedure, role, text } from './index.ts'

const by = { role: 'library.clerk', function: 'culture-tourism' }

describe('a procedure', () => {
  it('leads only to stages that are there, or does not compile', () => {
    const right = procedure('library.joining', {
      label: '办证',
      start: 'check',
      stages: {
        check: { label: '核对', by, acts: { accept: { label: '受理', to: 'issue' }, wait: { label: '延期' } } },
        issue: { label: '发证', by, unlike: ['check'], acts: { done: { label: '发证', to: 'end' } } },
      },
    })
    expect(right).toMatchObject({ name: 'library.joining', version: 1, clocks: {} })
    const wrong = [
      procedure('library.joining', {
        label: '办证',
        start: 'check',
        // @ts-expect-error no such stage to go to
        stages: { check: { label: '核对', by, acts: { accept: { label: '受理', to: 'isue' } } } },
      }),
      procedure('library.joining', {
        label: '办证',
        // @ts-expect-error no such stage to start with
        start: 'chekc',
        stages: { check: { label: '核对', by, acts: { accept: { label: '受理', to: 'end' } } } },
      }),
      procedure('library.joining', {
        label: '办证',
        start: 'check',
        // @ts-expect-error no such stage beside it
        stages: { check: { label: '核对', by, unlike: ['examine'], acts: { accept: { label: '受理', to: 'end' } } } },
      }),
      procedure('library.joining', {
        label: '办证',
        start: 'check',
        // @ts-expect-error no such act of the law
        stages: { check: { label: '核对', by, acts: { accept: { label: '受理', as: 'acept', to: 'end' } } } },
      }),
    ]
    expect(wrong).toHaveLength(4)
  })

  it('has branches that stay within themselves', () => {
    const spec = { matter: 'library.issue', function: 'culture-tourism' }
    const right = branch('发证', {
      ...spec,
      start: 'write',
      stages: { write: { label: '制证', by, acts: { done: { label: '好了', to: 'end' } } } },
    })
    expect(right.label).toBe('发证')
    const wrong = [
      // @ts-expect-error a stage of another branch
      branch('发证', { ...spec, start: 'write', stages: { write: { label: '制证', by, acts: { done: { label: '好了', to: 'check' } } } } }),
      // @ts-expect-error no such stage to start with
      branch('发证', { ...spec, start: 'print', stages: { write: { label: '制证', by, acts: { done: { label: '好了', to: 'end' } } } } }),
    ]
    expect(wrong).toHaveLength(2)
  })
})

describe('names', () => {
  it('begin with their system', () => {
    const about = { label: '办证', about: '办证。' }
    const wrong = [
      // @ts-expect-error a matter belongs to a system
      matter('joining', { ...about, kind: 'filing', applicants: ['person'], function: 'culture-tourism' }),
      // @ts-expect-error a role belongs to a system
      role('clerk', { ...about, may: [] }),
      // @ts-expect-error no such scope
      role('library.clerk', { ...about, may: [{ register: 'library.card', acts: ['read'], scope: 'city' }] }),
      // @ts-expect-error no such kind of matter
      matter('library.joining', { ...about, kind: 'wish', applicants: ['person'], function: 'culture-tourism' }),
    ]
    expect(wrong).toHaveLength(4)
    expect(text('备注', { max: 10 })).toMatchObject({ kind: 'text', max: 10 })
  })
})
