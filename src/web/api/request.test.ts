import { afterEach, describe, expect, it, vi } from 'vitest'
import { calls } from './calls.ts'
import { ApiProblem, fieldProblems } from './problem.ts'
import { address, sessionEnded } from './request.ts'

afterEach(() => vi.unstubAllGlobals())

/** Lets the next request be answered so; what was asked is in the mock's calls. */
const answer = (status: number, body?: unknown) => {
  const fetched = vi.fn<(path: string, init: RequestInit) => Promise<Response>>(
    async () => new Response(body === undefined ? null : JSON.stringify(body), { status }),
  )
  vi.stubGlobal('fetch', fetched)
  return fetched
}
const refusal = (promise: Promise<unknown>) =>
  promise.then(
    () => expect.unreachable(),
    (error: unknown) => error as ApiProblem,
  )

it('an address leaves out what is empty', () => {
  expect(address('/a', { search: '清远 市', after: undefined, light: '', limit: 0 })).toBe('/a?search=%E6%B8%85%E8%BF%9C+%E5%B8%82&limit=0')
  expect(address('/a')).toBe('/a')
})

describe('a request', () => {
  it('carries the guard against forged requests when it changes something, and not when it reads', async () => {
    const fetched = answer(200, { id: 'x' })
    await calls.addRecord('a.b', { name: '甲' })
    await calls.record('a.b', 'k/1')
    const [[, write], [readAt, read]] = fetched.mock.calls as [[string, RequestInit], [string, RequestInit]]
    expect(write.headers).toMatchObject({ 'x-chengshu': '1', 'content-type': 'application/json' })
    expect(readAt).toBe('/api/registers/a.b/k%2F1')
    expect(read.headers).not.toHaveProperty('x-chengshu')
  })
  it('sends a file as a form', async () => {
    const fetched = answer(200, { id: 'f' })
    await calls.upload(new File(['a'], 'a.pdf'))
    const [, init] = fetched.mock.calls[0]!
    expect(init.body).toBeInstanceOf(FormData)
    expect(init.headers).not.toHaveProperty('content-type')
  })
  it('gives the sentence of the server with its problems', async () => {
    answer(422, { title: '填写有误', detail: '材料不齐', code: 'case.materials', problems: [{ path: 'input.name', message: '不能为空' }] })
    const problem = await refusal(calls.apply({ matter: 'm', region: 'r', guide: {}, answers: {}, materials: [], idempotencyKey: 'k' }))
    expect(problem).toMatchObject({ message: '材料不齐', status: 422, code: 'case.materials' })
    expect(fieldProblems(problem, 'input')).toEqual([{ path: 'name', message: '不能为空' }])
  })
  it('says that the network is away', async () => {
    vi.stubGlobal('fetch', async () => Promise.reject(new TypeError('failed')))
    expect(await refusal(calls.matters())).toMatchObject({ status: 0, message: '连不上服务器，请检查网络后重试' })
  })
  it('tells the page when the session is over, but not when a password is wrong', async () => {
    answer(401, { title: '请登录', status: 401 })
    const ended = vi.fn<() => void>()
    sessionEnded.addEventListener('ended', ended)
    await refusal(calls.signIn({ account: 'a', password: 'b' }))
    expect(ended).not.toHaveBeenCalled()
    await refusal(calls.messages())
    expect(ended).toHaveBeenCalledOnce()
    sessionEnded.removeEventListener('ended', ended)
  })
})
