import { Worker } from 'node:worker_threads'

/** What a load saw; latencies in milliseconds. */
export interface Load {
  done: number
  failed: number
  /** The first answer that was not 200. */
  first?: string
  p50: number
  p95: number
  p99: number
}

/** One question: a path to get, or whatever else is sent to one. */
export type Question = string | { method: string; path: string; body: string; headers: Readonly<Record<string, string>> }

function written(question: Question, lines: string): string {
  if (typeof question === 'string') return `GET ${question} HTTP/1.1\r\n${lines}\r\n`
  const { method, path, body, headers } = question
  const own = { 'content-length': String(Buffer.byteLength(body)), ...headers }
  return `${method} ${path} HTTP/1.1\r\n${lines}${Object.entries(own)
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join('')}\r\n${body}`
}

/** Questions as they go over the wire. */
function requestsOf(questions: readonly Question[], headers: Readonly<Record<string, string>>): string[] {
  const lines = Object.entries({ host: '127.0.0.1', ...headers }).map(([name, value]) => `${name}: ${value}\r\n`)
  return questions.map((question) => written(question, lines.join('')))
}

/** Asks a server on loopback these questions in turn over some kept-alive connections, as fast as it answers. */
export async function load(
  port: number,
  questions: readonly Question[],
  { seconds, width, headers = {} }: { seconds: number; width: number; headers?: Readonly<Record<string, string>> },
): Promise<Load> {
  const requests = requestsOf(questions, headers)
  const worker = new Worker(new URL('./load-worker.mjs', import.meta.url), { workerData: { port, requests, width, seconds } })
  const result = await new Promise<Load>((resolve, reject) => worker.once('message', resolve).once('error', reject))
  await worker.terminate()
  if (result.failed > 0) throw new Error(`${result.failed} of ${result.done} requests failed: ${result.first}`)
  return result
}

/** What an open load saw; latencies in milliseconds, from when the question was due. */
export interface Paced {
  done: number
  failed: number
  /** Begun more than 5 ms after they were due, since the load itself or all its connections were busy. */
  late: number
  p50: number
  p95: number
  p99: number
  max: number
}

/** Asks for these paths in turn so often a second, whether answers are quick or not. */
export async function paced(
  port: number,
  paths: readonly string[],
  {
    seconds,
    perSecond,
    width,
    headers = {},
  }: { seconds: number; perSecond: number; width: number; headers?: Readonly<Record<string, string>> },
): Promise<Paced> {
  const worker = new Worker(new URL('./paced-worker.mjs', import.meta.url), {
    workerData: { port, requests: requestsOf(paths, headers), perSecond, seconds, width },
  })
  const seen = await new Promise<Paced>((resolve, reject) => worker.once('message', resolve).once('error', reject))
  await worker.terminate()
  return seen
}
