import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import { dirname, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The folder of the checkout, in which every command runs. */
export const checkout = resolve(dirname(fileURLToPath(import.meta.url)), '../..')

/** Something the operator has to change; printed without a stack. One sentence in Chinese and one in English. */
export class Refusal extends Error {}

/** The exit code by which a shell reports a child's end. */
const exitCode = (code, signal) => (signal === null ? code : 128 + constants.signals[signal])

/**
 * Runs a program with our terminal and returns its exit code. Signals are passed on and never end us before the program, which
 * may have things to put in order.
 */
export function run(program, args, { env = {} } = {}) {
  return new Promise((done, fail) => {
    const child = spawn(program, args, { cwd: checkout, stdio: 'inherit', env: { ...process.env, ...env } })
    const signals = ['SIGINT', 'SIGTERM', 'SIGHUP']
    const pass = (signal) => child.kill(signal)
    for (const signal of signals) process.on(signal, pass)
    child.once('error', fail)
    child.once('exit', (code, signal) => {
      for (const name of signals) process.off(name, pass)
      done(exitCode(code, signal))
    })
  })
}

/** Runs a program quietly; what it said is shown only when it fails. */
export function runQuietly(program, args, { env = {} } = {}) {
  return new Promise((done, fail) => {
    const said = []
    const child = spawn(program, args, { cwd: checkout, stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...env } })
    child.stdout.on('data', (chunk) => said.push(chunk))
    child.stderr.on('data', (chunk) => said.push(chunk))
    child.once('error', fail)
    child.once('close', (code, signal) => {
      if (code === 0) return done()
      process.stderr.write(Buffer.concat(said))
      fail(
        new Refusal(
          `${program} ${args.join(' ')} 没有成功，原因见上。\n${program} ${args.join(' ')} failed: the reason is above. (${exitCode(code, signal)})`,
        ),
      )
    })
  })
}

/** Names a step, does it, and says how long it took. */
export async function step(zh, en, work) {
  const began = Date.now()
  process.stdout.write(`· ${zh} / ${en} …`)
  if (!process.stdout.isTTY) process.stdout.write('\n')
  const result = await work()
  const seconds = ((Date.now() - began) / 1000).toFixed(1)
  process.stdout.write(process.stdout.isTTY ? ` ${seconds} s\n` : `  ${seconds} s\n`)
  return result
}

/** Runs a whole script: its value is the exit code, a Refusal is one sentence and 1. */
export async function main(work) {
  try {
    process.exitCode = await work()
  } catch (thrown) {
    // A Refusal of the product comes from another module and is known by its name.
    if (!(thrown instanceof Error) || (!(thrown instanceof Refusal) && thrown.name !== 'Refusal')) throw thrown
    console.error(`\n${thrown.message}`)
    process.exitCode = 1
  }
}
