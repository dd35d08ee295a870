import type { CodeField } from '#declare'
import { useQuery } from '@tanstack/react-query'
import { useContext, useState } from 'react'
import { calls } from '../api/calls.ts'
import { CodesShown } from './codes-shown.ts'
import { EqualFilter } from './filters.tsx'
import { SearchSelect } from './search-select.tsx'
import { useSettled } from './settled.ts'
import { TypedInput } from './typed-input.tsx'
import { fieldView, type InputProps } from './view.ts'
import { useSigns, useText } from '../texts.ts'
import { fieldTexts } from './texts.ts'

const useCodes = (list: string, search: string) =>
  useQuery({ queryKey: ['codes', list, search], queryFn: () => calls.codes(list, search), staleTime: 600_000 })

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

function CodeInput(props: InputProps<CodeField>) {
  const t = useText(fieldTexts)
  const signs = useSigns()
  const { id, field, value, onChange, invalid, describedBy } = props
  const shown = useContext(CodesShown)
  const [words, setWords] = useState('')
  const search = useSettled(words)
  const chosen = typeof value === 'string' ? value : undefined
  const { data, isFetching, isError } = useCodes(field.list, search || (chosen ?? ''))
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
      options={(data?.items ?? []).map(({ code, name }) => ({ value: code, label: shown ? `${name}${signs.aside(code)}` : name }))}
    />
  )
}

export const view = fieldView<CodeField>({
  Cell: ({ value, field, titles }) =>
    titles?.[String(value)] ? <>{titles[String(value)]}</> : <CodeName list={field.list} code={String(value)} />,
  Input: CodeInput,
  Filter: EqualFilter,
})
