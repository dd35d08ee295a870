import { ButtonLink, Empty, Failure, Page, Panel, Skeleton, To, useDays } from '../blocks/index.ts'
import { useText } from '../texts.ts'
import { useWaiting } from './data.ts'
import { openDeskTexts } from './texts.ts'

/** Where open data begins at the desk: what waits for approval, and the way to the data sets. */
export function OpenDesk() {
  const t = useText(openDeskTexts)
  const days = useDays()
  const { data, error, refetch } = useWaiting()
  return (
    <Page title={t.title} lead={t.lead}>
      <Panel title={t.waiting}>
        {error && <Failure error={error} retry={() => void refetch()} />}
        {!data && !error && <Skeleton lines={3} />}
        {data && data.items.length === 0 && <Empty icon="done">{t.nothingWaiting}</Empty>}
        <ul className="lines-list">
          {data?.items.map(({ id, dataSet, title, madeByName, made }) => (
            <li key={id} className="row row-between">
              <To to={`/desk/open/${dataSet}`}>{title}</To>
              <span className="small soft">
                {t.by(madeByName)} {days.moment(made)}
              </span>
            </li>
          ))}
        </ul>
      </Panel>
      <Panel title={t.mine} lead={t.mineLead}>
        <div className="row">
          <ButtonLink to="/desk/registers/open.data-set">{t.toList}</ButtonLink>
          <ButtonLink to="/desk/registers/open.data-set/new">{t.add}</ButtonLink>
        </div>
      </Panel>
    </Page>
  )
}
