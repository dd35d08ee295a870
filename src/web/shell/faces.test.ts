import { describe, expect, it } from 'vitest'
import { faceOf, nextAddress, signInAddress } from './faces.ts'

it('an address belongs to one face', () => {
  expect(['/', '/me', '/desk', '/desk/registers', '/desktop', '/cockpit'].map(faceOf)).toEqual([
    'hall',
    'hall',
    'desk',
    'desk',
    'hall',
    'cockpit',
  ])
})

describe('signing in', () => {
  it('comes back to where one was', () => {
    const address = signInAddress('/matters/a/apply', '?step=form')
    expect(address.startsWith('/sign-in?')).toBe(true)
    expect(nextAddress(new URL(address, 'http://here').searchParams, '/me')).toBe('/matters/a/apply?step=form')
    expect(signInAddress('/cockpit')).toBe('/desk/sign-in?next=%2Fcockpit')
  })
  it.each(['//evil.example', '/\\evil.example', 'https://evil.example', 'javascript:alert(1)', '/\t/evil.example', ''])(
    'never leads to another site: %j',
    (next) => {
      expect(nextAddress(new URLSearchParams({ next }), '/me')).toBe('/me')
    },
  )
})
