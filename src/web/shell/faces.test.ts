import { describe, expect, it } from 'vitest'
import { faceOf, isInApp, nextAddress, signInAddress } from './faces.ts'
import { isHere } from './view.ts'

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

it('knows the pages that the browser makes from those that the server makes', () => {
  const made = ['/desk', '/desk/cases/1', '/cockpit', '/me', '/messages', '/cases/1', '/sign-in', '/setup', '/matters/a/apply']
  expect(made.filter((path) => !isInApp(path))).toEqual([])
  expect(['/', '/search', '/matters/a', '/verify', '/verify/x', '/near', '/help', '/mean', '/desktop'].filter(isInApp)).toEqual([])
})

it('a place is open with its own pages, the first page only by itself', () => {
  expect(isHere({ to: '/desk', label: '', exact: true }, '/desk/registers')).toBe(false)
  expect(isHere({ to: '/desk/registers', label: '' }, '/desk/registers/a')).toBe(true)
  expect(isHere({ to: '/me', label: '' }, '/messages')).toBe(false)
  expect(isHere({ to: '/', label: '' }, '/me')).toBe(false)
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
