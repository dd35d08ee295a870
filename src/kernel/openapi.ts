/** The description of the interface (OpenAPI 3.1), as far as it is looked at here. */
interface Described {
  paths?: object
  components?: object
}

/** RFC 9457 problem details, as every refusal of this interface brings them. */
const problem = {
  type: 'object',
  required: ['type', 'title', 'status', 'detail', 'instance'],
  properties: {
    type: { type: 'string', format: 'uri', examples: ['urn:chengshu:error:invalid'] },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string', description: 'a sentence for the person' },
    instance: { type: 'string', description: 'a number to quote' },
    code: { type: 'string', description: 'stable; listed in the documentation for operators', examples: ['register.version'] },
    path: { type: 'string', description: 'where in what was given' },
    problems: {
      type: 'array',
      items: { type: 'object', required: ['path', 'message'], properties: { path: { type: 'string' }, message: { type: 'string' } } },
    },
  },
  examples: [
    {
      type: 'urn:chengshu:error:invalid',
      title: '填写有误',
      status: 422,
      code: 'register.values',
      detail: '有 1 处填写有误',
      instance: 'mk2f9c-4h1x0q',
      problems: [{ path: 'birthDate', message: '应为真实的日期，如 2026-03-01' }],
    },
  ],
}

/** A call as the description has it; `x-closed`: what it reads of an address is all named, beside what these patterns fit. */
interface Operation {
  parameters?: object[]
  responses?: Record<string, unknown>
  'x-closed'?: Record<string, object>
}

/** Parameters that are named by patterns: one object, each of whose properties is a parameter of its own (OpenAPI 3.1, form and explode). */
const patterned = (patternProperties: Record<string, object>) => ({
  name: 'more',
  in: 'query',
  required: false,
  style: 'form',
  explode: true,
  schema: { type: 'object', patternProperties, additionalProperties: false },
})

const methods = ['get', 'post', 'put', 'patch', 'delete']

/** A name for a call: its method, whether a page comes, and the words of its path. */
const nameOf = (method: string, path: string): string =>
  method +
  (path.startsWith('/api/') ? '' : 'Page') +
  path
    .replace(/^\/api/, '')
    .split(/[^A-Za-z0-9]+/)
    .filter(Boolean)
    .map((word) => word[0]!.toUpperCase() + word.slice(1))
    .join('')

/** Adds what is the same for every route: a name for its call, and how it refuses. */
export function completeDescription<T extends Described>(document: T): T {
  const refusal = {
    description: 'Refused: problem details (RFC 9457)',
    content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
  }
  const unread = { ...refusal, description: 'Refused: a parameter that is not read here; the nearest known one is named' }
  const paths = Object.entries(document.paths ?? {}).map(([path, routes]: [string, object | undefined]) => [
    path,
    Object.fromEntries(
      Object.entries(routes ?? {}).map(([method, route]: [string, object]) => {
        if (!methods.includes(method)) return [method, route]
        const { responses = {}, 'x-closed': closed, ...rest } = route as Operation
        const parameters = [...(rest.parameters ?? []), ...(closed && Object.keys(closed).length > 0 ? [patterned(closed)] : [])]
        return [
          method,
          {
            operationId: nameOf(method, path),
            ...rest,
            ...(parameters.length > 0 && { parameters }),
            responses: { ...responses, ...(closed && { 400: unread }), default: refusal },
          },
        ]
      }),
    ),
  ])
  const { schemas, ...components } = (document.components ?? {}) as { schemas?: object }
  return { ...document, paths: Object.fromEntries(paths), components: { ...components, schemas: { ...schemas, Problem: problem } } } as T
}
