import { text, type Fields } from '#declare'
import { useState } from 'react'
import { useNavigate } from 'react-router'
import { calls } from '../api/calls.ts'
import { Page, useSay } from '../blocks/index.ts'
import { fieldsProblems } from '../forms/asked.ts'
import { FieldsForm } from '../forms/fields-form.tsx'
import { PasswordLine } from '../forms/password-line.tsx'
import { useText } from '../texts.ts'
import { shellTexts } from './texts.ts'

const shortest = 12

/** A first password, or a new one, with the code that a window handed over. */
export function EnterCode() {
  const t = useText(shellTexts)
  const say = useSay()
  const navigate = useNavigate()
  const [password, setPassword] = useState('')
  const [again, setAgain] = useState('')
  const [tried, setTried] = useState(false)
  const fields: Fields = { account: text(t.codeLogin, { max: 60 }), code: text(t.code, { max: 20, help: t.codeHelp }) }
  const short = password.length < shortest
  const differs = password !== again
  return (
    <div className="narrow">
      <Page title={t.codeTitle} lead={t.codeLead} up={{ to: '/sign-in', label: t.signIn }}>
        <FieldsForm
          fields={fields}
          initial={{}}
          check={(values) => {
            if (!tried) setTried(true)
            return [
              ...fieldsProblems(fields, values),
              ...(short ? [{ path: 'password', message: t.passwordShort }] : []),
              ...(differs ? [{ path: 'again', message: t.codeDiffers }] : []),
            ]
          }}
          send={async ({ account, code }) => {
            await calls.enterByCode({ account: String(account).trim(), code: String(code).trim(), password })
            say(t.codeDone)
            await navigate('/sign-in')
          }}
          group="body"
          submitLabel={t.codeSubmit}
        >
          <PasswordLine
            id="fields-password"
            label={t.password}
            help={t.passwordHelp}
            value={password}
            problem={tried && short ? t.passwordShort : undefined}
            onChange={setPassword}
          />
          <PasswordLine
            id="fields-again"
            label={t.codeAgain}
            value={again}
            problem={tried && !short && differs ? t.codeDiffers : undefined}
            onChange={setAgain}
          />
        </FieldsForm>
      </Page>
    </div>
  )
}
