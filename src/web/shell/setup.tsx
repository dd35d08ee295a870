import { personId, text, type Fields } from '#declare'
import { useState } from 'react'
import { useNavigate } from 'react-router'
import { calls } from '../api/calls.ts'
import { Page, useSay } from '../blocks/index.ts'
import { fieldsProblems } from '../forms/asked.ts'
import { FieldsForm } from '../forms/fields-form.tsx'
import { useText } from '../texts.ts'
import { Shell } from './shell.tsx'
import { shellTexts } from './texts.ts'

/** Shortest password that the server takes for an administrator. */
const shortest = 12

/** The first administrator of a new installation, made with the one-time code that its start printed. */
export function Setup() {
  const t = useText(shellTexts)
  const navigate = useNavigate()
  const say = useSay()
  const [password, setPassword] = useState('')
  const fields: Fields = {
    code: text(t.oneTimeCode, { help: t.oneTimeCodeHelp, max: 100 }),
    organisation: text(t.organisation, { help: t.organisationHelp, max: 100 }),
    name: text(t.yourName, { max: 60 }),
    number: personId(t.yourNumber, { help: t.yourNumberHelp }),
    account: text(t.account, { help: t.accountHelp, max: 60 }),
  }
  const send = async ({ code, organisation, name, number, account }: Record<string, unknown>) => {
    const texts = {
      code: String(code),
      organisation: String(organisation),
      name: String(name),
      number: String(number),
      account: String(account),
    }
    await calls.setUp({ ...texts, password })
    say(t.setUpDone)
    await navigate('/desk/sign-in')
  }
  return (
    <Shell face="desk" nav={[]}>
      <div className="narrow">
        <Page title={t.setUp} lead={t.setUpLead}>
          <FieldsForm
            fields={fields}
            initial={{}}
            check={(values) => [
              ...fieldsProblems(fields, values),
              ...(password.length < shortest ? [{ path: 'password', message: t.passwordShort }] : []),
            ]}
            send={send}
            group="body"
            submitLabel={t.setUpSubmit}
          >
            <div className="asked">
              <label htmlFor="password">{t.password}</label>
              <p id="password-help" className="help">
                {t.passwordHelp}
              </p>
              <input
                id="password"
                className="input"
                type="password"
                autoComplete="new-password"
                aria-describedby="password-help"
                value={password}
                onChange={(event) => setPassword(event.target.value)}
              />
            </div>
          </FieldsForm>
        </Page>
      </div>
    </Shell>
  )
}
