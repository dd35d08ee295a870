import { Link } from 'react-router'
import { Icon, Notice, Panel, Progress, useNumber } from '../blocks/index.ts'
import { useText } from '../texts.ts'
import type { Plan, Version } from './data.ts'
import { definitionTexts } from './texts.ts'

/** The steps of a version in words and in SQL, with how far they are. */
export function PlanView({
  plan,
  register,
  done = [],
}: {
  plan: Pick<Plan, 'steps' | 'refusals' | 'notices'>
  register: string
  done?: Version['steps']
}) {
  const t = useText(definitionTexts)
  const number = useNumber()
  const reached = new Map(done.map((one) => [one.key, one]))
  const finished = plan.steps.filter(({ key }) => reached.get(key)?.finished).length
  return (
    <div className="stack">
      {plan.refusals.length > 0 && (
        <Notice tone="bad" title={t.refusals}>
          <ul>
            {plan.refusals.map(({ path, message, way, duplicates }) => (
              <li key={path + message}>
                {message}。
                <br />
                <strong>{t.way}</strong>
                {way}
                {duplicates && duplicates.records.length > 0 && (
                  <details>
                    <summary>{t.duplicates}</summary>
                    <ul>
                      {duplicates.records.map((record) => (
                        <li key={record}>
                          <Link to={`/desk/registers/${register}/${record}`}>{record}</Link>
                        </li>
                      ))}
                    </ul>
                  </details>
                )}
              </li>
            ))}
          </ul>
        </Notice>
      )}
      {plan.notices.length > 0 && (
        <Notice tone="warn" title={t.notices}>
          <ul>
            {plan.notices.map((one) => (
              <li key={one}>{one}</li>
            ))}
          </ul>
        </Notice>
      )}
      {plan.steps.length > 0 && (
        <Panel title={t.plan} lead={t.planLead}>
          {done.length > 0 && (
            <Progress label={t.progress} done={finished} total={plan.steps.length} note={t.stepsDone(finished, plan.steps.length)} />
          )}
          <ol className="plan-steps">
            {plan.steps.map(({ key, words, sql, records }) => {
              const step = reached.get(key)
              return (
                <li key={key} className={step?.finished ? 'plan-done' : undefined}>
                  <p>
                    {step?.finished && <Icon name="done" />} {words}{' '}
                    {records !== null && <span className="small soft">{t.records(number(records))}</span>}{' '}
                    {step && step.done > 0 && <span className="small soft">{t.doneRecords(number(step.done))}</span>}
                  </p>
                  {sql && (
                    <details>
                      <summary>{t.sql}</summary>
                      <pre className="plan-sql" tabIndex={0}>
                        {sql}
                      </pre>
                    </details>
                  )}
                </li>
              )
            })}
          </ol>
        </Panel>
      )}
    </div>
  )
}
