// Entry of a worker thread: TypeScript is read through tsx, as in the main thread; then the task is called by its name.
// A fault crosses as plain data, because a thread's errors lose their class on the way.
import { workerData } from 'node:worker_threads'
import { register } from 'tsx/esm/api'

register()
const own = Array.isArray(workerData) ? workerData[1] : workerData
const tasks = await import(own.tasksUrl)

export default async function work({ task, input }) {
  const code = tasks[task]
  if (typeof code !== 'function') throw new Error(`there is no task ${task}`)
  try {
    return { done: await code(input) }
  } catch (error) {
    if (error?.kind && error?.status)
      return { fault: { kind: error.kind, message: error.message, code: error.code, path: error.path, problems: error.problems } }
    throw error
  }
}
