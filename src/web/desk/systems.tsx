import { Link } from 'react-router'
import { actionPath } from '../actions/offered.ts'
import { Empty, Failure, Loading, Page, Panel } from '../blocks/index.ts'
import { useSystems } from '../registers/declared.ts'
import { useText } from '../texts.ts'
import { deskTexts } from './texts.ts'

/** The registers that the acting post may read, by system. */
export function Systems() {
  const t = useText(deskTexts)
  const { data, error, refetch } = useSystems()
  const systems = data?.filter((system) => system.registers.length > 0) ?? []
  return (
    <Page title={t.registers} lead={t.systemsLead}>
      {error && <Failure error={error} retry={() => void refetch()} />}
      {!data && !error && <Loading />}
      {data && systems.length === 0 && <Empty>{t.noSystems}</Empty>}
      {systems.map((system) => (
        <Panel key={system.name} title={system.label}>
          <ul className="register-links">
            {system.registers.map((register) => (
              <li key={register.name}>
                <Link to={`/desk/registers/${register.name}`}>{register.label}</Link>
                <p className="small soft">{register.about}</p>
              </li>
            ))}
          </ul>
          {system.actions.length > 0 && (
            <ul className="register-links" aria-label={t.doings}>
              {system.actions.map((action) => (
                <li key={action.name}>
                  <Link to={actionPath(system.name, action.name)}>{action.label}</Link>
                  <p className="small soft">{action.about}</p>
                </li>
              ))}
            </ul>
          )}
        </Panel>
      ))}
    </Page>
  )
}
