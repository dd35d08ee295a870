import type { CodeField } from '#declare'
import { useQuery } from '@tanstack/react-query'
import { useContext, useState } from 'react'
import { calls } from '../api/calls.ts'
import type { Code } from '../api/types.ts'
import { CodesDay, CodesShown } from './codes-shown.ts'
import { SearchSelect } from './search-select.tsx'
import { useSettled } from './settled.ts'
import { TypedInput } from './typed-input.tsx'
import { fieldView, type FilterProps, type InputProps } from './view.ts'
import { useSigns, useText } from '../texts.ts'
import { fieldTexts } from './texts.ts'

const useCodes = (list: string, search: string, day?: string) =>
  useQuery({
    queryKey: ['codes', list, search, ...(day === undefined ? [] : [day])],
    queryFn: () => calls.codes(list, search, day),
    staleTime: 600_000,
  })

/** The name of one code, asked for by the code itself. */
function CodeName({ list, code }: { list: string; code: string }) {
  const shown = useContext(CodesShown)
  const { data, isLoading } = useCodes(list, code)
  const name = data?.items.find((item) => item.code === code)?.name
  if (!shown && (name || isLoading)) return <>{name}</>
  return (
    <>
      {name && `${name} `}
      <span className={name ? 'soft number' : 'number'}>{code}</span>
    </>
  )
}

/** What a code is called where it is chosen. */
function useCalled(): (code: Code) => string {
  const t = useText(fieldTexts)
  const signs = useSigns()
  const shown = useContext(CodesShown)
  return ({ code, name, holds }) => `${shown ? `${name}${signs.aside(code)}` : name}${holds === false ? signs.aside(t.codeEnded) : ''}`
}

/** Offers the codes that may be given; one that a record has already stays, and is marked where it may no longer be given. */
function CodeInput(props: InputProps<CodeField>) {
  const t = useText(fieldTexts)
  const { id, field, value, onChange, invalid, describedBy } = props
  const called = useCalled()
  const [words, setWords] = useState('')
  const search = useSettled(words)
  const chosen = typeof value === 'string' ? value : undefined
  const { data, isFetching, isError } = useCodes(field.list, search || (chosen ?? ''), useContext(CodesDay))
  // Without the list the code itself can still be written; the server checks it.
  if (isError) return <TypedInput {...props} width={16} autoComplete="off" />
  return (
    <SearchSelect
      {...{ id, onChange, invalid, describedBy }}
      value={chosen}
      onSearch={setWords}
      placeholder={t.findCode}
      clear={field.optional}
      busy={isFetching}
      options={(data?.items ?? [])
        .filter(({ code, holds }) => holds !== false || code === chosen)
        .map((one) => ({ value: one.code, label: called(one) }))}
    />
  )
}

/** Offers every code of the list: records of earlier times have those that may no longer be given. */
function CodeFilter({ id, field, value, onChange }: FilterProps<CodeField>) {
  const t = useText(fieldTexts)
  const called = useCalled()
  const [words, setWords] = useState('')
  const search = useSettled(words)
  const { data, isFetching } = useCodes(field.list, search || (value.is ?? ''))
  return (
    <SearchSelect
      id={id}
      value={value.is}
      onChange={(code) => onChange(code ? { is: code } : {})}
      onSearch={setWords}
      placeholder={t.findCode}
      clear
      busy={isFetching}
      options={(data?.items ?? []).map((one) => ({ value: one.code, label: called(one) }))}
    />
  )
}

export const view = fieldView<CodeField>({
  Cell: ({ value, field, titles }) =>
    titles?.[String(value)] ? <>{titles[String(value)]}</> : <CodeName list={field.list} code={String(value)} />,
  Input: CodeInput,
  Filter: CodeFilter,
})
