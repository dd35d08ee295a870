// A closed-loop HTTP load over raw sockets, in a thread of its own so that it takes no turn of the server's loop.
import { connect } from 'node:net'
import { parentPort, workerData } from 'node:worker_threads'

/** @type {{ port: number, requests: string[], width: number, seconds: number }} */
const { port, requests, width, seconds } = workerData
const end = performance.now() + seconds * 1000
const latencies = []
let next = Math.floor(Math.random() * requests.length)
let failed = 0
let open = width
let first

const finish = () => {
  if (--open > 0) return
  const sorted = Float64Array.from(latencies).sort()
  const at = (share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
  parentPort.postMessage({ done: latencies.length, failed, first, p50: at(0.5), p95: at(0.95), p99: at(0.99) })
}

for (let i = 0; i < width; i++) {
  const socket = connect(port, '127.0.0.1')
  socket.setNoDelay(true)
  let started = 0
  let waiting = Buffer.alloc(0)
  const send = () => {
    if (performance.now() >= end) {
      socket.destroy()
      finish()
      return
    }
    started = performance.now()
    socket.write(requests[next++ % requests.length])
  }
  socket.on('connect', send)
  socket.on('error', (error) => {
    failed++
    first ??= String(error)
    finish()
  })
  socket.on('data', (data) => {
    waiting = waiting.length === 0 ? data : Buffer.concat([waiting, data])
    const headEnd = waiting.indexOf('\r\n\r\n')
    if (headEnd < 0) return
    const head = waiting.toString('latin1', 0, headEnd)
    const length = Number(/content-length: (\d+)/i.exec(head)?.[1] ?? 0)
    if (waiting.length < headEnd + 4 + length) return
    if (!head.startsWith('HTTP/1.1 200')) {
      failed++
      first ??= waiting.toString('utf8', 0, 600)
    }
    waiting = Buffer.alloc(0)
    latencies.push(performance.now() - started)
    send()
  })
}
