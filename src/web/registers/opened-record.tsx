import { useQuery } from '@tanstack/react-query'
import type { ReactElement, ReactNode } from 'react'
import { useParams } from 'react-router'
import { calls } from '../api/calls.ts'
import type { RecordDetail, RegisterSummary } from '../api/types.ts'
import { FailedPage } from '../blocks/index.ts'
import { useText } from '../texts.ts'
import { useRegister } from './declared.ts'
import { registerTexts } from './texts.ts'
import { UnknownRegister } from './unknown-register.tsx'

/** A record that a page is about, or what stands there while it comes and when it doesn't. */
type Opened = { detail: RecordDetail; instead?: never } | { detail?: never; instead: ReactElement }

/** Opens the record that a page is about. */
export function useOpenedRecord(of: { register: string; id: string; up: { to: string; label: string }; waiting: ReactElement }): Opened {
  const { register, id, up, waiting } = of
  const { data, error, refetch } = useQuery({ queryKey: ['record', register, id], queryFn: () => calls.record(register, id) })
  if (error) return { instead: <FailedPage error={error} retry={() => void refetch()} up={up} /> }
  return data ? { detail: data } : { instead: waiting }
}

/** Opens the record of the address, of whichever register, and hands it on. */
export function WithRecord({
  waiting,
  children,
}: {
  waiting: ReactElement
  children: (register: RegisterSummary, detail: RecordDetail) => ReactNode
}) {
  const t = useText(registerTexts)
  const { register: name = '', record: id = '' } = useParams()
  const register = useRegister(name)
  const up = { to: `/desk/registers/${name}`, label: register?.label ?? t.registers }
  const { detail, instead } = useOpenedRecord({ register: name, id, up, waiting })
  if (instead) return instead
  return register ? children(register, detail) : <UnknownRegister />
}
