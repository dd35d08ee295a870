import { afterEach, beforeEach, expect, it, vi } from 'vitest'

/** A page that came with answers, as somebody reads it in a language so many milliseconds after it was opened. */
async function opened(given: { answers: Record<string, unknown>; language?: string }, { reads = 'zh-CN', after = 100 } = {}) {
  const text = JSON.stringify({ language: 'zh', ...given })
  vi.stubGlobal('document', {
    getElementById: (id: string) => (id === 'at-hand' ? { textContent: text } : null),
    documentElement: { lang: reads },
  })
  vi.stubGlobal('performance', { now: () => after })
  vi.resetModules()
  return import('./at-hand.ts')
}
const fetched = vi.fn<() => Promise<Response>>()

beforeEach(() => {
  fetched.mockReset().mockImplementation(async () => Response.json({ from: 'server' }))
  vi.stubGlobal('fetch', fetched)
})
afterEach(() => vi.unstubAllGlobals())

it('an answer that came with the page is taken once', async () => {
  const { takeAtHand } = await opened({ answers: { '/api/a': { n: 1 } } })
  expect(takeAtHand('/api/a')).toEqual({ n: 1 })
  expect(takeAtHand('/api/a')).toBeUndefined()
  expect(takeAtHand('/api/b')).toBeUndefined()
})

it('an answer that is not enough stays for whoever can do with it', async () => {
  const { takeAtHand } = await opened({ answers: { '/api/a': { next: 'x' } } })
  expect(takeAtHand<{ next: string | null }>('/api/a', ({ next }) => next === null)).toBeUndefined()
  expect(takeAtHand('/api/a')).toEqual({ next: 'x' })
})

it('an answer that is old, or in another language than the one read now, is asked for anew', async () => {
  const answers = { '/api/a': { n: 1 } }
  expect((await opened({ answers }, { after: 10_001 })).takeAtHand('/api/a')).toBeUndefined()
  expect((await opened({ answers }, { reads: 'en' })).takeAtHand('/api/a')).toBeUndefined()
  expect((await opened({ answers, language: 'en' }, { reads: 'en' })).takeAtHand('/api/a')).toEqual({ n: 1 })
})

it('a question is answered by what came with the page, the next time by the server', async () => {
  await opened({ answers: { '/api/a': { from: 'page' } } })
  const { request } = await import('./request.ts')
  expect(await request('GET', '/api/a')).toEqual({ from: 'page' })
  expect(fetched).not.toHaveBeenCalled()
  expect(await request('GET', '/api/a')).toEqual({ from: 'server' })
})

it('whoever changes something is told by the server from then on', async () => {
  await opened({ answers: { '/api/a': { from: 'page' } } })
  const { request } = await import('./request.ts')
  await request('PUT', '/api/session', { post: 'x' })
  expect(await request('GET', '/api/a')).toEqual({ from: 'server' })
})

it('what is asked ahead is asked once, taken by the page, and not shown after a change', async () => {
  await opened({ answers: {} })
  const { request, requestAhead } = await import('./request.ts')
  requestAhead(['/api/a', '/api/b'])
  expect(fetched).toHaveBeenCalledTimes(2)
  expect(await request('GET', '/api/a')).toEqual({ from: 'server' })
  expect(fetched).toHaveBeenCalledTimes(2)
  await request('PUT', '/api/session', { post: 'x' })
  await request('GET', '/api/b')
  expect(fetched).toHaveBeenCalledTimes(4)
})

it('a page is told what went wrong with a question that was asked ahead', async () => {
  await opened({ answers: {} })
  const { request, requestAhead } = await import('./request.ts')
  fetched.mockImplementationOnce(async () => Response.json({ title: '没有权限' }, { status: 403 }))
  requestAhead(['/api/a'])
  await expect(request('GET', '/api/a')).rejects.toMatchObject({ status: 403 })
  expect(await request('GET', '/api/a')).toEqual({ from: 'server' })
})
