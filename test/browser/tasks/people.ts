import type { Person, Run } from './run.ts'

/** Signs in with what the sign-in page asks for. */
export async function signedIn({ page, hands, done }: Person, account: string): Promise<void> {
  const box = page.getByRole('textbox', { name: '账号', exact: true })
  await box.waitFor()
  await done('sign in')
  await hands.write(box, account)
  await hands.write(page.getByLabel('密码', { exact: true }), `chengshu-${account}`)
  await hands.press(page.getByRole('button', { name: '登录', exact: true }))
  await box.waitFor({ state: 'detached' })
}

/** Somebody at the desk, signed in to work. */
export async function atDesk(run: Run, account: string): Promise<Person> {
  const one = await run.person('/desk')
  await signedIn(one, account)
  await one.page.getByRole('heading', { level: 1, name: '我的待办' }).waitFor()
  return one
}
