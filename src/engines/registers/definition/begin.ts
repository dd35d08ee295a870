import type { FastifyRequest } from 'fastify'
import { cycles, shares, type AnyRegister, type Fields } from '#declare'
import type { Context } from '#kernel/context'
import { Conflict, Invalid, NotFound } from '#kernel/errors'
import type { Catalogue } from '../catalogue/index.ts'
import type { EntryRow } from '../catalogue/sql.ts'
import type { Imports } from '../import/index.ts'
import type { Draft } from './content.ts'
import { LOCAL } from './content.ts'
import { guessFields, type ColumnSeen } from './guess.ts'
import { emptyDraft, type RunTimeDefinitions } from './index.ts'
import { keyOf, nounOf } from './keys.ts'

/** A definition that ships as a template: a whole register under the name that it gets. */
export interface DefinitionTemplate extends Pick<Draft, 'register' | 'english'> {
  /** What it is for, in a sentence. */
  about: string
}

/** What somebody may begin a draft from. */
export type From =
  | { kind: 'blank'; label: string; noun?: string }
  | { kind: 'copy'; register: string; label: string; noun?: string }
  | { kind: 'entry'; entry: string; noun?: string }
  | { kind: 'template'; template: string }
  | { kind: 'overlay'; register: string }
  | { kind: 'next'; register: string }

/** What beginnings stand on, beside drafts. */
export interface BeginParts {
  definitions: RunTimeDefinitions
  catalogue: Pick<Catalogue, 'entry' | 'functionOf'>
  imports: Pick<Imports, 'sample'>
  templates: readonly DefinitionTemplate[]
}

const named = (label: string, noun: string | undefined): string => `${LOCAL}.${noun?.trim() || nounOf(label)}`

/** What of a register can be copied: not what ties it to code, such as who makes its records or a page of its own. */
function copyOf(register: AnyRegister, name: string, label: string): AnyRegister {
  const { addedBy: _made, page: _page, case: _case, quality: _quality, class: _class, ...rest } = register
  const fields = Object.fromEntries(
    Object.entries(register.fields as Fields).map(([key, field]) => {
      const { opens: _opens, accept: _accept, ...kept } = field as typeof field & { opens?: unknown; accept?: unknown }
      return [key, kept]
    }),
  )
  return { ...rest, name, label, class: 'internal', fields } as AnyRegister
}

/** Terms of an entry that a register says likewise. */
interface EntryTerms {
  kind: 'base' | 'theme' | 'department'
  group: string | null
  shareCondition: string | null
  shareGround: string | null
}

const termsOf = ({ kind, group, share, shareCondition, shareGround, cycle }: EntryRow & EntryTerms) => ({
  ...(Object.hasOwn(shares, share) ? { share } : {}),
  ...(shareCondition ? { shareCondition } : {}),
  ...(shareGround ? { shareGround } : {}),
  ...(Object.hasOwn(cycles, cycle) ? { cycle } : {}),
  ...(kind !== 'department' && group ? { classed: { [kind]: group } } : {}),
})

/** Drafts begun from what is there. */
export function openBeginnings({ definitions, catalogue, imports, templates }: BeginParts) {
  const blank = (name: string, label: string, about: string | undefined, columns: readonly ColumnSeen[]): Draft => {
    const draft = emptyDraft(name, label)
    const { fields, title } = guessFields(columns, keyOf)
    const list = Object.keys(fields).slice(0, 6)
    const search = list.filter((key) => fields[key]!.kind === 'text')
    return { ...draft, register: { ...draft.register, fields, title, list, search, ...(about ? { about: about.slice(0, 300) } : {}) } }
  }
  return {
    templates: () => templates.map(({ register, about }) => ({ name: register.name, label: register.label, about })),
    async begin(ctx: Context, from: From): Promise<{ id: string }> {
      switch (from.kind) {
        case 'blank': {
          const name = named(from.label, from.noun)
          return definitions.begin(ctx, { name, content: blank(name, from.label, undefined, []) })
        }
        case 'copy': {
          const name = named(from.label, from.noun)
          const register = copyOf(definitions.definitions.get(from.register).register, name, from.label)
          return definitions.begin(ctx, { name, content: { ...emptyDraft(name, from.label), register } })
        }
        case 'entry': {
          const entry = (await catalogue.entry(ctx, from.entry)) as unknown as EntryRow & EntryTerms
          if (entry.register !== null) throw new Conflict('这项信息资源已经有登记库', { code: 'definition.entry' })
          const label = entry.name.slice(0, 60)
          const name = named(label, from.noun)
          const draft = blank(
            name,
            label,
            entry.about,
            entry.items.map((item) => ({ name: item.name, type: item.type, values: [] })),
          )
          const steward = entry.provider === null ? '' : await catalogue.functionOf(ctx, entry.provider)
          return definitions.begin(ctx, {
            name,
            content: { ...draft, entry: entry.id, register: { ...draft.register, steward, ...termsOf(entry) } as AnyRegister },
          })
        }
        case 'template': {
          const found = templates.find(({ register }) => register.name === from.template)
          if (!found) throw new NotFound('没有这个模板', { code: 'definition.template' })
          const draft = emptyDraft(found.register.name, found.register.label)
          return definitions.begin(ctx, {
            name: found.register.name,
            content: { ...draft, register: found.register, english: found.english },
          })
        }
        case 'overlay':
        case 'next':
          return definitions.next(ctx, from.register)
      }
    },
    /** From the columns of a file, whose values say what kinds they are; nothing of the file is kept. */
    async fromFile(ctx: Context, request: FastifyRequest): Promise<{ id: string }> {
      definitions.enter(ctx)
      const { name: file, header, rows } = await imports.sample(request)
      if (header.every((one) => one === '')) throw new Invalid('第一行没有列名', { code: 'import.header', path: 'file' })
      const label = file.replace(/\.[^.]*$/, '').slice(0, 60) || '新目录'
      const name = named(label, undefined)
      const columns = header.map((column, i): ColumnSeen => ({ name: column, values: rows.map((row) => String(row[i] ?? '')) }))
      return definitions.begin(ctx, { name, content: blank(name, label, undefined, columns) })
    },
  }
}

export type Beginnings = ReturnType<typeof openBeginnings>
