import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { askedAnew, firstNeeds } from './first-needs.ts'

const needs = (url: string) => {
  const { pathname, searchParams } = new URL(url, 'http://city.test')
  return firstNeeds(pathname, searchParams)
}
const key = '019b0000-0000-7000-8000-000000000001'

describe('what a page needs first', () => {
  it('of a list is its register and the first records, as its address asks for them', () => {
    expect(needs('/desk/registers/population.person?search=王&sort=-name&columns=name').asked).toEqual([
      '/api/systems',
      `/api/registers/population.person?search=${encodeURIComponent('王')}&sort=-name&limit=50`,
      '/api/views?page=registers%2Fpopulation.person',
    ])
  })

  it('is asked anew only where it may have changed', () => {
    expect(askedAnew(needs('/desk/registers/population.person'))).toEqual(['/api/registers/population.person?limit=50'])
    expect(askedAnew(needs('/desk'))).toEqual(['/api/inbox?whose=own&state=open&limit=200'])
    expect(askedAnew(needs('/desk/registers'))).toEqual([])
  })

  it('of the inbox are its tasks', () => {
    expect(needs('/desk?whose=office&words=x').asked).toContain('/api/inbox?whose=office&state=open&limit=200')
  })

  it('of a case and of a record are they themselves', () => {
    expect(needs(`/desk/cases/${key}`).asked).toEqual([`/api/cases/${key}`])
    expect(needs(`/desk/registers/a.b/${key}`).asked).toEqual(['/api/systems', `/api/registers/a.b/${key}`])
  })

  it('is never another place of the interface than the page asks, whatever stands in the address', () => {
    for (const url of ['/desk/registers/%2e%2e%2fsession', '/desk/registers/a%2F..%2F..%2Fx?a=b', '/desk/registers/a%3Fb'])
      for (const asked of needs(url).asked) expect(new URL(asked, 'http://city.test').pathname).toBe(asked.replace(/\?.*$/, ''))
    expect(needs('/desk/registers/%').asked).toEqual([])
  })

  it('is nothing but who reads, everywhere else', () => {
    for (const url of ['/me', '/cockpit', '/desk/logs', '/desk/cases/x']) expect(needs(url).asked).toEqual([])
  })

  it('names modules that the router loads', () => {
    const routes = readFileSync(new URL('./routes.ts', import.meta.url), 'utf8')
    const modules = ['/desk', '/desk/registers', '/desk/registers/a.b', `/desk/registers/a.b/${key}`, `/desk/cases/${key}`].flatMap(
      (url) => needs(url).modules,
    )
    expect(new Set(modules).size).toBe(6)
    for (const module of modules) {
      expect(existsSync(new URL(module, import.meta.url)), module).toBe(true)
      expect(routes, module).toContain(`import('./${module}')`)
    }
  })
})
