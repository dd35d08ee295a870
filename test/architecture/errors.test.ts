import { describe, expect, it } from 'vitest'
import * as errors from '#kernel/errors'
import { raisedIn, refusals, statuses } from './error-codes.ts'
import { filesBelow, sourceOf, sources, textOf } from './source.ts'

const page = 'docs/operations/errors.md'

/** Code and status of every line of the page for operators. */
const documented = () =>
  [...textOf(page).matchAll(/^\| `([^`]+)`\s*\| ([\d, ]+?)\s*\| ([^|]+?)\s*\| ([^|]+?)\s*\|$/gm)].map(
    ([, code, status, means, remedy]) => ({
      code: code!,
      statuses: status!.split(', ').map(Number),
      means: means!,
      remedy: remedy!,
    }),
  )

/** Every code that can reach a person, with the statuses that it comes with. */
function used(): Map<string, Set<number>> {
  const found = new Map<string, Set<number>>()
  const note = (code: string, status: number) => found.set(code, (found.get(code) ?? new Set()).add(status))
  for (const { code, status } of refusals(sources()).coded) note(code, status)
  for (const path of filesBelow('src').filter((one) => one.endsWith('.sql')))
    for (const { code, status } of raisedIn(textOf(path))) note(code, status)
  return found
}

describe('errors', () => {
  it('are all documented, each with its status, and no page documents one that is not there', () => {
    const lines = documented().map(({ code, statuses: of }) => `${code} ${of.join(', ')}`)
    expect(lines.length).toBeGreaterThan(0)
    const asked = [...used()].map(([code, of]) => `${code} ${[...of].sort().join(', ')}`)
    expect(
      asked.filter((one) => !lines.includes(one)),
      `write a line for each of these codes and statuses in ${page}`,
    ).toEqual([])
    expect(
      lines.filter((one) => !asked.includes(one)),
      `no code gives these; take their lines out of ${page}`,
    ).toEqual([])
    expect(new Set(lines).size, 'a code stands on the page twice').toBe(lines.length)
  })

  it('have a code, but for our own mistakes', () => {
    expect(refusals(sources()).bare, 'give this error a code, such as { code: "register.unique" }, and document it').toEqual([])
  })

  it('have the status that their class says', () => {
    const classes = Object.entries(errors).filter(([name]) => /^[A-Z]/.test(name) && name !== 'Fault') as [string, typeof errors.Broken][]
    expect(Object.fromEntries(classes.map(([name, Class]) => [name, new Class('').status]))).toEqual(statuses)
  })

  it('are found whichever way the code is written', () => {
    const { coded, bare } = refusals([
      sourceOf('a.ts', `throw new NotFound('x', { path: 'p', code: 'a.b' }); throw new Invalid('y', { code: z ? 'c.d' : \`e.\${f}\` })`),
      sourceOf('b.ts', `throw new Conflict('x'); throw new TooLate('x', { code: given }); throw new Broken('ours')`),
    ])
    expect(coded.map(({ code, status }) => `${code} ${status}`)).toEqual(['a.b 404', 'c.d 422', 'e.<f> 422'])
    expect(bare).toEqual(['b.ts:1', 'b.ts:1'])
    expect(raisedIn(`raise exception 'x' using errcode = 'CS409', hint = 'case.moved';`)).toEqual([{ code: 'case.moved', status: 409 }])
  })
})
