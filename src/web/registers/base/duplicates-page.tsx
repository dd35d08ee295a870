import { useQuery } from '@tanstack/react-query'
import { useParams } from 'react-router'
import { baseCalls } from '../../api/base-calls.ts'
import { Empty, Failure, Loading, Page } from '../../blocks/index.ts'
import { useText } from '../../texts.ts'
import { useRegister } from '../declared.ts'
import { UnknownRegister } from '../unknown-register.tsx'
import './base.css'
import { PairPanel } from './pair-panel.tsx'
import { baseTexts } from './texts.ts'

/** Pairs of records that may be one: side by side, to be merged or kept as two. */
export function DuplicatesPage() {
  const t = useText(baseTexts)
  const { register: name = '' } = useParams()
  const register = useRegister(name)
  const { data, error, refetch } = useQuery({ queryKey: ['pairs', name], queryFn: () => baseCalls.pairs(name) })
  if (!register) return <UnknownRegister />
  return (
    <Page title={t.duplicatesOf(register.label)} lead={t.duplicatesLead} up={{ to: `/desk/registers/${name}`, label: register.label }}>
      {error && <Failure error={error} retry={() => void refetch()} />}
      {!data && !error && <Loading />}
      {data && data.items.length === 0 && <Empty icon="done">{t.noPairs}</Empty>}
      {data?.items.map((pair) => (
        <PairPanel key={pair.id} register={register} pair={pair} />
      ))}
    </Page>
  )
}
