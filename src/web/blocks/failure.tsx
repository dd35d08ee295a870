import { Link, useInRouterContext, useLocation } from 'react-router'
import { ApiProblem } from '../api/problem.ts'
import { signInAddress } from '../shell/faces.ts'
import { useText } from '../texts.ts'
import { Button } from './button.tsx'
import { Notice } from './notice.tsx'
import { blockTexts } from './texts.ts'

function SignInLink() {
  const t = useText(blockTexts)
  const { pathname, search } = useLocation()
  return <Link to={signInAddress(pathname, search)}>{t.signIn}</Link>
}

/** What went wrong, in the server's words, and what to do next. */
export function Failure({ error, retry }: { error: Error; retry?: () => void }) {
  const t = useText(blockTexts)
  const routed = useInRouterContext()
  const problem = error instanceof ApiProblem ? error : undefined
  const titles: Record<number, string> = { 401: t.signInFirst, 403: t.notAllowed, 404: t.notFound }
  const decided = problem && [401, 403, 404].includes(problem.status)
  return (
    <Notice tone={decided ? 'warn' : 'bad'} title={titles[problem?.status ?? -1] ?? t.failed} live>
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
