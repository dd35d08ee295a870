import { personId, text, type Fields } from '#declare'
import { useState } from 'react'
import { useNavigate } from 'react-router'
import { deskCalls } from '../api/desk-calls.ts'
import { Page, useSay } from '../blocks/index.ts'
import { fieldsProblems } from '../forms/asked.ts'
import { FieldsForm } from '../forms/fields-form.tsx'
import { PasswordLine } from '../forms/password-line.tsx'
import { useText } from '../texts.ts'
import { administrationTexts } from './texts.ts'

const shortest = 12

/** An account for somebody at work, known by number. */
export function NewAccount() {
  const t = useText(administrationTexts)
  const say = useSay()
  const navigate = useNavigate()
  const [password, setPassword] = useState('')
  const [tried, setTried] = useState(false)
  const short = password.length < shortest
  const fields: Fields = {
    name: text(t.staffName, { max: 60 }),
    number: personId(t.staffNumber, { help: t.staffNumberHelp }),
    login: text(t.login, { max: 60, help: t.loginHelp }),
  }
  return (
    <div className="narrow">
      <Page title={t.newAccount} lead={t.newAccountLead} up={{ to: '/desk/organisations', label: t.organisations }}>
        <FieldsForm
          fields={fields}
          initial={{}}
          check={(values) => {
            if (!tried) setTried(true)
            return [...fieldsProblems(fields, values), ...(short ? [{ path: 'password', message: t.passwordShort }] : [])]
          }}
          send={async ({ name, number, login }) => {
            const { account } = await deskCalls.addAccount({ name: String(name), number: String(number), login: String(login), password })
            say(t.accountMade)
            await navigate(`/desk/accounts/${account}`)
          }}
          group="body"
          submitLabel={t.newAccount}
          cancel={{ to: '/desk/organisations', label: t.cancel }}
        >
          <PasswordLine
            id="fields-password"
            label={t.firstPassword}
            help={t.firstPasswordHelp}
            value={password}
            problem={tried && short ? t.passwordShort : undefined}
            onChange={setPassword}
          />
        </FieldsForm>
      </Page>
    </div>
  )
}
