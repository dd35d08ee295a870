import type { Field } from '#declare'
import { useMutation } from '@tanstack/react-query'
import { useState, type SubmitEvent } from 'react'
import { Link, useParams } from 'react-router'
import { baseCalls, type PersonSearch } from '../../api/base-calls.ts'
import type { RecordRow, RegisterSummary } from '../../api/types.ts'
import { Button, Empty, Failure, Page, Panel, Table, useNumber, type Column } from '../../blocks/index.ts'
import { FieldCell } from '../../fields/field-cell.tsx'
import { useText } from '../../texts.ts'
import { useRegister } from '../declared.ts'
import { UnknownRegister } from '../unknown-register.tsx'
import { baseTexts } from './texts.ts'

type Found = RecordRow & { score: number }

function FoundPersons({ register, rows }: { register: RegisterSummary; rows: readonly Found[] }) {
  const t = useText(baseTexts)
  const number = useNumber()
  const columns = register.list
    .filter((key) => (register.fields[key] as Field).kind !== 'region')
    .map((key): Column<Found> => {
      const field = register.fields[key] as Field
      const title = key === register.title
      return {
        key,
        label: field.label,
        title,
        cell: (row) => {
          const value = <FieldCell field={field} value={row[key]} />
          return title ? <Link to={`/desk/registers/${register.name}/${row.id}`}>{value}</Link> : value
        },
      }
    })
  const fit: Column<Found> = {
    key: 'fit',
    label: t.fit,
    align: 'end',
    cell: ({ score }) => <span className="number">{number(Math.round(score * 100))}</span>,
  }
  return <Table label={t.foundPersons(rows.length)} columns={[...columns, fit]} rows={rows} keyOf={(row) => row.id} />
}

/** Finds a person by what somebody remembers of the name, with what else is known. */
export function FindPersonPage() {
  const t = useText(baseTexts)
  const { register: name = '' } = useParams()
  const register = useRegister(name)
  const [typed, setTyped] = useState('')
  const [year, setYear] = useState('')
  const [street, setStreet] = useState('')
  const [missing, setMissing] = useState(false)
  const { mutate, data, error, isPending } = useMutation({ mutationFn: (search: PersonSearch) => baseCalls.persons(name, search) })
  if (!register) return <UnknownRegister />
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    setMissing(typed.trim() === '')
    if (typed.trim() === '') return
    const birthYear = Number(year)
    mutate({
      name: typed.trim(),
      ...(birthYear >= 1850 && birthYear <= 2200 ? { birthYear } : {}),
      ...(street.trim() ? { street: street.trim() } : {}),
    })
  }
  return (
    <Page title={t.findIn(register.label)} lead={t.findLead} up={{ to: `/desk/registers/${name}`, label: register.label }}>
      <Panel title={t.find}>
        <form className="stack" onSubmit={submit} noValidate role="search">
          <div className={missing ? 'asked asked-wrong' : 'asked'}>
            <label htmlFor="person-name">{t.name}</label>
            <input
              id="person-name"
              className="input"
              maxLength={40}
              autoComplete="off"
              value={typed}
              aria-invalid={missing || undefined}
              aria-describedby="person-name-problem"
              onChange={(event) => setTyped(event.target.value)}
            />
            <p id="person-name-problem" className="problem" role="status">
              {missing && t.nameNeeded}
            </p>
          </div>
          <div className="asked">
            <label htmlFor="person-year">{t.birthYear}</label>
            <input
              id="person-year"
              className="input"
              inputMode="numeric"
              maxLength={4}
              autoComplete="off"
              value={year}
              onChange={(event) => setYear(event.target.value.replaceAll(/\D/g, ''))}
            />
          </div>
          <div className="asked">
            <label htmlFor="person-street">{t.street}</label>
            <input
              id="person-street"
              className="input"
              maxLength={60}
              autoComplete="off"
              value={street}
              onChange={(event) => setStreet(event.target.value)}
            />
          </div>
          <div className="form-foot">
            <Button type="submit" look="primary" icon="search" busy={isPending}>
              {t.search}
            </Button>
          </div>
        </form>
      </Panel>
      {error && <Failure error={error} />}
      <div role="status">
        {data && data.items.length === 0 && <Empty icon="search">{t.nobody}</Empty>}
        {data && data.items.length > 0 && <p className="small soft">{t.foundPersons(data.items.length)}</p>}
      </div>
      {data && data.items.length > 0 && <FoundPersons register={register} rows={data.items} />}
    </Page>
  )
}
