import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { calls } from '../api/calls.ts'
import type { ReadingPost, RecordReaders } from '../api/types.ts'
import { Button, Dialog, Empty, Facts, Failure, Skeleton, useDays } from '../blocks/index.ts'
import { useSigns, useText } from '../texts.ts'
import { readersTexts } from './readers-texts.ts'

function May({ of }: { of: ReadingPost }) {
  const t = useText(readersTexts)
  const signs = useSigns()
  return (
    <li>
      <p>
        <b>{[of.organisationName, of.postName].join(' ')}</b>
        {of.people.length > 0 && <span className="soft"> {signs.list(of.people)}</span>}
      </p>
      <Facts
        lines
        items={[
          [t.by, signs.list(of.by)],
          [t.plain, of.plain.length > 0 ? signs.list(of.plain) : t.nothing],
          ...(of.masked.length > 0 ? [[of.reveals ? t.revealed : t.masked, signs.list(of.masked)] as const] : []),
        ]}
      />
    </li>
  )
}

function Told({ readers }: { readers: RecordReaders }) {
  const t = useText(readersTexts)
  const signs = useSigns()
  const days = useDays()
  const { everybody, holder, count, items, seen } = readers
  return (
    <div className="stack">
      {everybody && <p>{everybody === 'public' ? t.byAll : t.byDepartments}</p>}
      {holder && <p>{t.byHolder}</p>}
      <h3>{t.may(count)}</h3>
      {count === 0 && <Empty icon="people">{t.none}</Empty>}
      <ul className="plain-list stack">
        {items.map((one) => (
          <May key={one.post} of={one} />
        ))}
      </ul>
      {count > items.length && <p className="soft">{t.more(count - items.length)}</p>}
      <h3>{t.did}</h3>
      {seen.length === 0 && <p className="soft">{t.noneDid}</p>}
      <ul className="plain-list stack">
        {seen.map((one) => (
          <li key={`${one.last} ${one.postName ?? ''} ${one.name ?? ''}`}>
            {[one.organisationName, one.postName, one.name].filter(Boolean).join(' ') || t.somebody}
            <p className="small soft">
              {t.last(days.moment(one.last), one.times)}
              {one.fields.length > 0 && ` · ${t.plain}${signs.colon}${signs.list(one.fields)}`}
            </p>
          </li>
        ))}
      </ul>
    </div>
  )
}

/** Who may see a record and who has, for whoever answers for it. */
export function Readers({ register, id }: { register: string; id: string }) {
  const t = useText(readersTexts)
  const [open, setOpen] = useState(false)
  const { data, error, refetch } = useQuery({
    queryKey: ['readers', register, id],
    queryFn: () => calls.readers(register, id),
    enabled: open,
    retry: false,
  })
  return (
    <>
      <Button icon="eye" onClick={() => setOpen(true)}>
        {t.readers}
      </Button>
      {open && (
        <Dialog title={t.readers} onClose={() => setOpen(false)} foot={<Button onClick={() => setOpen(false)}>{t.done}</Button>}>
          {error && <Failure error={error} retry={() => void refetch()} />}
          {!data && !error && <Skeleton lines={6} />}
          {data && <Told readers={data} />}
        </Dialog>
      )}
    </>
  )
}
