import { useParams } from 'react-router'
import { Empty, FailedPage, Page, Skeleton } from '../blocks/index.ts'
import { useText } from '../texts.ts'
import { useVersion } from './data.ts'
import './definitions.css'
import { Designer } from './designer.tsx'
import { Review } from './review.tsx'
import { definitionTexts } from './texts.ts'

/** One version of a definition: a draft is designed by whoever began it, everything else is looked at. */
export function DefinitionVersion() {
  const t = useText(definitionTexts)
  const { definition = '' } = useParams()
  const { data, error, refetch } = useVersion(definition)
  const up = { to: '/desk/definitions', label: t.definitions }
  if (error) return <FailedPage error={error} retry={() => void refetch()} up={up} />
  if (!data)
    return (
      <Page title={t.definitions} up={up}>
        <Skeleton lines={8} />
      </Page>
    )
  if (data.state === 'draft' && data.mine) return <Designer key={data.id} version={data} />
  return data.state === 'draft' ? (
    <Page title={data.draft.register.label} up={up}>
      <Empty>{t.draft}</Empty>
    </Page>
  ) : (
    <Review version={data} />
  )
}
