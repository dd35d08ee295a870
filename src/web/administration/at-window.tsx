import { choice, personId, text, type Fields } from '#declare'
import { useState } from 'react'
import { deskCalls, type EntryCode } from '../api/desk-calls.ts'
import { Button, Facts, Notice, Page, Panel, goOnFromTitle, useDays } from '../blocks/index.ts'
import { fieldsProblems } from '../forms/asked.ts'
import { FieldsForm } from '../forms/fields-form.tsx'
import { useText } from '../texts.ts'
import './administration.css'
import { administrationTexts } from './texts.ts'

/** The slip for the person: the code is shown this once. */
function Slip({ made, onNext }: { made: EntryCode; onNext: () => void }) {
  const t = useText(administrationTexts)
  const days = useDays()
  return (
    <div className="stack">
      <Notice tone="good" title={made.again ? t.codeAgain(made.name) : t.codeMade(made.name)} live />
      <Panel title={t.slip} icon="paper">
        <Facts
          items={[
            [t.login, made.login],
            [
              t.code,
              <b key="code" className="entry-code number">
                {made.code.slice(0, 5)}-{made.code.slice(5)}
              </b>,
            ],
            [t.codeUntil, days.moment(made.until)],
          ]}
        />
        <p className="help">{t.slipHelp}</p>
      </Panel>
      <div className="row">
        <Button icon="print" onClick={() => window.print()}>
          {t.print}
        </Button>
        <Button look="primary" onClick={onNext}>
          {t.nextPerson}
        </Button>
      </div>
    </div>
  )
}

/** A citizen's account, made or opened again by a clerk who saw a document. */
export function AtWindow() {
  const t = useText(administrationTexts)
  const [made, setMade] = useState<EntryCode>()
  const fields: Fields = {
    proof: choice(t.proof, {
      'identity-card': t.identityCard,
      'temporary-card': t.temporaryCard,
      'household-register': t.householdRegister,
    }),
    name: text(t.citizenName, { max: 60 }),
    number: personId(t.citizenNumber),
    login: text(t.login, { max: 60, optional: true, help: t.citizenLoginHelp }),
  }
  return (
    <div className="narrow">
      <Page title={t.citizens} lead={t.citizensLead}>
        {made ? (
          <Slip
            made={made}
            onNext={() => {
              setMade(undefined)
              goOnFromTitle()
            }}
          />
        ) : (
          <FieldsForm
            fields={fields}
            initial={{}}
            check={(values) => fieldsProblems(fields, values)}
            send={async ({ name, number, proof, login }) => {
              const wanted = String(login ?? '').trim()
              setMade(
                await deskCalls.atWindow({
                  name: String(name),
                  number: String(number),
                  proof: String(proof),
                  ...(wanted ? { login: wanted } : {}),
                }),
              )
              goOnFromTitle()
            }}
            group="body"
            submitLabel={t.makeCode}
          />
        )}
      </Page>
    </div>
  )
}
