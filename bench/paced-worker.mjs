// An open load: a question each so many microseconds, over some kept-alive raw sockets, in a thread of its own.
import { connect } from 'node:net'
import { parentPort, workerData } from 'node:worker_threads'

/** @type {{ port: number, requests: string[], perSecond: number, seconds: number, width: number }} */
const { port, requests, perSecond, seconds, width } = workerData
const latencies = []
const all = perSecond * seconds
// What is due waits here when every connection is busy: its time counts from when it was due.
const due = []
const free = []
let begun = 0
let sent = 0
let late = 0
let failed = 0
let open = 0
let start = 0
let tick

const finish = () => {
  const sorted = Float64Array.from(latencies).sort()
  const at = (share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]
  parentPort.postMessage({ p50: at(0.5), p95: at(0.95), p99: at(0.99), max: at(1), done: sorted.length, late, failed })
}
const send = () => {
  while (due.length > 0 && free.length > 0) {
    const lane = free.pop()
    lane.since = due.shift()
    if (performance.now() - lane.since > 5) late++
    lane.socket.write(requests[sent++ % requests.length])
  }
}
const pace = () => {
  const wanted = Math.min(all, Math.floor(((performance.now() - start) / 1000) * perSecond))
  while (begun < wanted) due.push(start + (++begun / perSecond) * 1000)
  send()
  if (begun >= all) clearInterval(tick)
}
const answered = (lane, ok) => {
  latencies.push(performance.now() - lane.since)
  if (!ok) failed++
  free.push(lane)
  if (latencies.length === all) finish()
  else send()
}

for (let i = 0; i < width; i++) {
  const lane = { socket: connect(port, '127.0.0.1'), since: 0 }
  let missing = -1
  let ok = false
  lane.socket.setNoDelay(true)
  lane.socket.on('connect', () => {
    free.push(lane)
    if (++open < width) return
    start = performance.now()
    tick = setInterval(pace, 1)
  })
  lane.socket.on('data', (data) => {
    if (missing < 0) {
      const headEnd = data.indexOf('\r\n\r\n')
      const head = data.toString('latin1', 0, headEnd)
      ok = head.startsWith('HTTP/1.1 200')
      missing = Number(/content-length: (\d+)/i.exec(head)?.[1] ?? 0) - (data.length - headEnd - 4)
    } else missing -= data.length
    if (missing > 0) return
    missing = -1
    answered(lane, ok)
  })
}
