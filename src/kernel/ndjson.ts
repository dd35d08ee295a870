import { Invalid } from './errors.ts'

/** What the lines of a text say, each a value of JSON; empty lines are none. @throws Invalid naming the first line that is not JSON */
export function readLines(text: string): unknown[] {
  return text.split('\n').flatMap((line, at) => {
    if (line.trim() === '') return []
    try {
      return [JSON.parse(line) as unknown]
    } catch (error) {
      throw new Invalid(`第 ${at + 1} 行不是 JSON`, { code: 'request.ndjson', path: String(at), cause: error })
    }
  })
}
