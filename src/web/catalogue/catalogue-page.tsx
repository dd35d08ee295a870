import { useState } from 'react'
import { Link, useSearchParams } from 'react-router'
import { ButtonLink, Button, Empty, Failure, Page, Pager, SearchBox, Skeleton, useNumber } from '../blocks/index.ts'
import { useText } from '../texts.ts'
import { PAGE, useCatalogue, type Facet, type Listed } from './catalogue-data.ts'
import './catalogue.css'
import { CycleLight, ShareTag } from './lights.tsx'
import { catalogueTexts } from './texts.ts'

const facetKeys = ['kind', 'provider', 'share', 'light'] as const
type FacetKey = (typeof facetKeys)[number]
const MOST_VALUES = 12

function FacetList({
  name,
  facets,
  titles,
  chosen,
  choose,
}: {
  name: FacetKey
  facets: readonly Facet[]
  titles: Readonly<Record<string, string>>
  chosen: string
  choose: (value: string) => void
}) {
  const t = useText(catalogueTexts)
  const number = useNumber()
  const words = (value: string): string =>
    name === 'provider' ? (titles[value] ?? value) : name === 'light' && value === 'none' ? t.noLight : (t[value as 'base'] ?? value)
  const values = facets.filter(({ facet, value }) => facet === name && value !== null).slice(0, MOST_VALUES)
  if (values.length === 0) return null
  return (
    <fieldset className="catalogue-facet">
      <legend>{t[name]}</legend>
      {[{ value: '', count: undefined }, ...values].map(({ value, count }) => (
        <label key={value}>
          <input type="radio" name={name} checked={chosen === value} onChange={() => choose(value ?? '')} />
          <span>{value ? words(value) : t.all}</span>
          {count !== undefined && <span className="soft number">{number(count)}</span>}
        </label>
      ))}
    </fieldset>
  )
}

function Found({ one, provider }: { one: Listed; provider: string | undefined }) {
  const t = useText(catalogueTexts)
  return (
    <li className="panel stack-tight">
      <h2>
        <Link to={`/desk/catalogue/${one.id}`}>{one.name}</Link>
      </h2>
      <p className="soft">{one.about}</p>
      <p className="row small">
        <span>{provider ?? t.noProvider}</span>
        <ShareTag share={one.share} />
        <CycleLight light={one.light} />
        <span className="soft number">{one.code}</span>
      </p>
    </li>
  )
}

/** Starts anew with the words of the address, so that going back shows what was looked for. */
function Search({ searched, search }: { searched: string; search: (words: string) => void }) {
  const t = useText(catalogueTexts)
  const [words, setWords] = useState(searched)
  return <SearchBox label={t.searchLabel} placeholder={t.searchHint} value={words} onChange={setWords} onSearch={() => search(words)} />
}

/** The catalogue: looked through by words and by facets, which stand in the address. */
export function CataloguePage() {
  const t = useText(catalogueTexts)
  const number = useNumber()
  const [params, setParams] = useSearchParams()
  // Beside the list where there is room for both, folded away above it where there is not.
  const [wide, setWide] = useState(() => matchMedia('(width >= 60rem)').matches)
  const value = (key: string) => params.get(key) ?? ''
  const search = value('search')
  const skip = Math.max(0, Number(value('skip')) || 0)
  const { data, error, refetch } = useCatalogue({
    search,
    kind: value('kind'),
    provider: value('provider'),
    share: value('share'),
    light: value('light'),
    skip,
  })
  const set = (changes: Readonly<Record<string, string>>) => {
    const next = new URLSearchParams(params)
    next.delete('skip')
    for (const [key, one] of Object.entries(changes))
      if (one) next.set(key, one)
      else next.delete(key)
    setParams(next)
  }
  const total = data?.facets.find(({ facet }) => facet === 'all')?.count ?? 0
  const turn = (to: number) => () => set({ skip: String(to) })
  const narrowed = facetKeys.some((key) => value(key) !== '')
  return (
    <Page
      title={t.catalogue}
      lead={t.lead}
      actions={
        <>
          <ButtonLink to="/desk/catalogue/mine">{t.mine}</ButtonLink>
          <ButtonLink to="/desk/catalogue/inventory" icon="upload">
            {t.inventory}
          </ButtonLink>
        </>
      }
    >
      <Search key={search} searched={search} search={(words) => set({ search: words })} />
      {error && <Failure error={error} retry={() => void refetch()} />}
      {!data && !error && <Skeleton lines={6} />}
      {data && (
        <div className="catalogue-split">
          <details className="catalogue-facets" open={wide} onToggle={(event) => setWide(event.currentTarget.open)}>
            <summary>{t.narrow}</summary>
            <div>
              {facetKeys.map((key) => (
                <FacetList
                  key={key}
                  name={key}
                  facets={data.facets}
                  titles={data.titles}
                  chosen={value(key)}
                  choose={(one) => set({ [key]: one })}
                />
              ))}
            </div>
          </details>
          <div className="stack">
            <p className="soft" role="status">
              {t.found(number(total))}
            </p>
            {data.items.length === 0 && (
              <Empty
                icon="search"
                title={t.nothing}
                action={
                  narrowed ? <Button onClick={() => set({ kind: '', provider: '', share: '', light: '' })}>{t.clear}</Button> : undefined
                }
              >
                <p>{t.nothingLead}</p>
              </Empty>
            )}
            <ul className="stack catalogue-found">
              {data.items.map((one) => (
                <Found key={one.id} one={one} provider={one.provider === null ? undefined : data.titles[one.provider]} />
              ))}
            </ul>
            {total > PAGE && (
              <Pager
                from={skip + 1}
                to={skip + data.items.length}
                total={total}
                back={skip > 0 ? turn(Math.max(0, skip - PAGE)) : undefined}
                next={skip + PAGE < total ? turn(skip + PAGE) : undefined}
              />
            )}
          </div>
        </div>
      )}
    </Page>
  )
}
