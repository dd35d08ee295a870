// An open load: a question each so many microseconds, over some kept-alive connections, in a thread of its own.
import { Agent, get } from 'node:http'
import { parentPort, workerData } from 'node:worker_threads'

/** @type {{ port: number, path: string, perSecond: number, seconds: number }} */
const { port, path, perSecond, seconds } = workerData
const agent = new Agent({ keepAlive: true, maxSockets: 64 })
const latencies = []
const all = perSecond * seconds
let begun = 0
let done = 0
let late = 0
const start = performance.now()

const finish = () => {
  if (++done < all) return
  const sorted = Float64Array.from(latencies).sort()
  parentPort.postMessage({ p99: sorted[Math.floor(sorted.length * 0.99)], done: sorted.length, late })
}
const ask = (due) => {
  if (performance.now() - due > 5) late++
  get({ port, path, agent, headers: { 'accept-encoding': 'br' } }, (response) => {
    response.resume()
    response.on('end', () => {
      latencies.push(performance.now() - due)
      finish()
    })
  }).on('error', finish)
}
const tick = setInterval(() => {
  const wanted = Math.min(all, Math.floor(((performance.now() - start) / 1000) * perSecond))
  while (begun < wanted) ask(start + (++begun / perSecond) * 1000)
  if (begun >= all) clearInterval(tick)
}, 1)
