import { Link, useInRouterContext, useLocation } from 'react-router'
import { ApiProblem } from '../api/problem.ts'
import { signInAddress } from '../shell/faces.ts'
import { useText } from '../texts.ts'
import { Button } from './button.tsx'
import { Notice } from './notice.tsx'
import { Page } from './page.tsx'
import { blockTexts } from './texts.ts'

function SignInLink() {
  const t = useText(blockTexts)
  const { pathname, search } = useLocation()
  return <Link to={signInAddress(pathname, search)}>{t.signIn}</Link>
}

const problemOf = (error: Error) => (error instanceof ApiProblem ? error : undefined)

/** What kind of failure it is, in a few words. */
function useTitle(error: Error): string {
  const t = useText(blockTexts)
  const titles: Record<number, string> = { 401: t.signInFirst, 403: t.notAllowed, 404: t.notFound }
  return titles[problemOf(error)?.status ?? -1] ?? t.failed
}

interface FailureProps {
  error: Error
  retry?: () => void
}

/** What went wrong, in the server's words, and what to do next; `titled` when a heading says already what kind of failure it is. */
export function Failure({ error, retry, titled = false }: FailureProps & { titled?: boolean }) {
  const t = useText(blockTexts)
  const title = useTitle(error)
  const routed = useInRouterContext()
  const problem = problemOf(error)
  const decided = problem && [401, 403, 404].includes(problem.status)
  return (
    <Notice tone={decided ? 'warn' : 'bad'} title={titled ? undefined : title} live>
      <p>{error.message}</p>
      {problem?.path && <p className="small soft">{t.where(problem.path)}</p>}
      {problem && problem.problems.length > 0 && (
        <ul className="plain-list">
          {problem.problems.map(({ path, message }) => (
            <li key={path + message}>
              {message} <span className="small soft">{path}</span>
            </li>
          ))}
        </ul>
      )}
      <p className="row">
        {retry && !decided && <Button onClick={retry}>{t.retry}</Button>}
        {problem?.status === 401 && routed && <SignInLink />}
      </p>
    </Notice>
  )
}

/** A page of which nothing can be shown: its title says what kind of failure it is, and `up` leads out of it. */
export function FailedPage({ error, retry, up }: FailureProps & { up?: { to: string; label: string } }) {
  return (
    <Page title={useTitle(error)} {...(up ? { up } : {})}>
      <Failure error={error} titled {...(retry ? { retry } : {})} />
    </Page>
  )
}
