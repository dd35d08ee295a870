import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { startOfProcess } from './process-identity.ts'

const folder = mkdtempSync(join(tmpdir(), 'chengshu-processes-'))
const tsx = ['--import', import.meta.resolve('tsx')]
const supervisors: ChildProcess[] = []

const module = JSON.stringify(join(import.meta.dirname, 'processes.ts'))

beforeAll(() => {
  // What a role does is in its name: `fails` never becomes ready, `slow` takes its time, `deaf` doesn't stop, the others serve.
  writeFileSync(
    join(folder, 'role.mts'),
    `import { appendFileSync } from 'node:fs'
     import { runRole } from ${module}
     const note = (what: string) => appendFileSync(${JSON.stringify(join(folder, 'events'))}, \`\${what} \${process.argv[2]} \${process.pid}\\n\`)
     await runRole(async () => {
       if (process.argv[2] === 'fails') process.exit(3)
       if (process.argv[2] === 'slow') { note('begin'); await new Promise((resolve) => setTimeout(resolve, 700)) }
       note('start')
       const serving = setInterval(() => undefined, 1000)
       return { stop: async () => { if (process.argv[2] === 'deaf') return new Promise(() => undefined); note('stop'); clearInterval(serving) } }
     })`,
  )
  writeFileSync(
    join(folder, 'supervisor.mts'),
    `import { superviseRoles } from ${module}
     const roles = process.argv.slice(2).map((name) => ({ name, args: [name] }))
     const { ready, ended } = superviseRoles(roles, { entry: ${JSON.stringify(join(folder, 'role.mts'))}, env: process.env, log: (line) => process.send!(line), after: async () => process.send!('after') })
     ready.then((all) => process.send!(all ? 'all ready' : 'stopped before'), (thrown) => process.send!(thrown.message))
     process.exitCode = await ended
     process.disconnect()`,
  )
})

afterEach(() => {
  for (const child of supervisors.splice(0)) child.kill('SIGKILL')
  rmSync(join(folder, 'events'), { force: true })
})

afterAll(() => rmSync(folder, { recursive: true, force: true }))

function supervise(...names: string[]) {
  const child = fork(join(folder, 'supervisor.mts'), names, { execArgv: tsx })
  supervisors.push(child)
  const lines: string[] = []
  child.on('message', (line) => lines.push(String(line)))
  return { child, lines, end: once(child, 'exit') as Promise<[number | null, string | null]> }
}

const events = () =>
  readFileSync(join(folder, 'events'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => line.split(' '))
const pidOf = (name: string) => Number(events().findLast(([what, role]) => what === 'start' && role === name)?.[2])
const stops = () => events().flatMap(([what, name]) => (what === 'stop' ? [name] : []))

async function until(holds: () => boolean): Promise<void> {
  for (const deadline = Date.now() + 20_000; !holds(); await new Promise((resolve) => setTimeout(resolve, 20))) {
    if (Date.now() > deadline) throw new Error('waited in vain')
  }
}

test.each(['SIGINT', 'SIGTERM'] as const)('%s stops the roles, the last first, and ends with 0', async (signal) => {
  const { child, lines, end } = supervise('web', 'worker', 'gateway')
  await until(() => lines.includes('all ready'))
  expect(lines.filter((line) => line.includes('就绪'))).toHaveLength(3)
  child.kill(signal)
  child.kill(signal)
  expect(await end).toEqual([0, null])
  expect(stops()).toEqual(['gateway', 'worker', 'web'])
  expect(lines.at(-1)).toBe('after')
  for (const name of ['web', 'worker', 'gateway']) expect(startOfProcess(pidOf(name))).toBeUndefined()
})

test('Ctrl-C in the terminal, which every process hears, ends the roles in the same order', async () => {
  const { child, lines, end } = supervise('web', 'worker', 'gateway')
  await until(() => lines.includes('all ready'))
  for (const name of ['web', 'worker', 'gateway']) process.kill(pidOf(name), 'SIGINT')
  child.kill('SIGINT')
  expect(await end).toEqual([0, null])
  expect(stops()).toEqual(['gateway', 'worker', 'web'])
})

test('a role that dies is started again, at once and then after a second', async () => {
  const { child, lines, end } = supervise('web', 'worker')
  await until(() => lines.includes('all ready'))
  const web = pidOf('web')
  for (const delay of [0, 1]) {
    const before = pidOf('worker')
    process.kill(before, 'SIGKILL')
    await until(() => pidOf('worker') !== before)
    expect(lines.filter((line) => line.includes('SIGKILL') && line.includes(`in ${delay} s`))).toHaveLength(1)
  }
  expect(pidOf('web')).toBe(web)
  child.kill('SIGINT')
  expect(await end).toEqual([0, null])
})

test('a role that ends before it was ever ready ends the whole with 1', async () => {
  const { lines, end } = supervise('web', 'fails')
  expect(await end).toEqual([1, null])
  expect(lines.filter((line) => line.includes('fails ended before it was ready (3)'))).toHaveLength(1)
  expect(lines.at(-1)).toBe('after')
})

test('stopped while a role still starts, it waits for that role and ends with 0', async () => {
  const { child, lines, end } = supervise('web', 'slow')
  await until(() => existsSync(join(folder, 'events')) && events().some(([what]) => what === 'begin'))
  child.kill('SIGINT')
  expect(await end).toEqual([0, null])
  expect(lines).toContain('stopped before')
  expect(stops()).toContain('slow')
})

test('a role that does not stop is killed after a few seconds', async () => {
  const { child, lines, end } = supervise('web', 'deaf')
  await until(() => lines.includes('all ready'))
  const began = Date.now()
  child.kill('SIGTERM')
  expect(await end).toEqual([0, null])
  expect(Date.now() - began).toBeLessThan(8_000)
  expect(startOfProcess(pidOf('deaf'))).toBeUndefined()
  expect(stops()).toEqual(['web'])
})

test('the roles end by themselves when their supervisor is killed', async () => {
  const { child, lines, end } = supervise('web', 'worker')
  await until(() => lines.includes('all ready'))
  child.kill('SIGKILL')
  await end
  await until(() => ['web', 'worker'].every((name) => startOfProcess(pidOf(name)) === undefined))
  expect(stops().toSorted()).toEqual(['web', 'worker'])
})
