import { useMutation } from '@tanstack/react-query'
import { useNavigate } from 'react-router'
import { calls } from '../api/calls.ts'
import { useSession, useSetSession } from '../api/session.tsx'
import { Failure, Page } from '../blocks/index.ts'
import { shellTexts } from '../shell/texts.ts'
import { useText } from '../texts.ts'

/** Who has several posts says as which one they work now. */
export function ChoosePost() {
  const t = useText(shellTexts)
  const { actor } = useSession()
  const setSession = useSetSession()
  const navigate = useNavigate()
  const take = useMutation({
    mutationFn: calls.takePost,
    onSuccess: async (session) => {
      await setSession(session)
      await navigate('/desk')
    },
  })
  return (
    <div className="narrow">
      <Page title={t.choosePost} lead={t.choosePostLead}>
        {take.error && <Failure error={take.error} />}
        <ul className="demo-accounts">
          {actor?.posts.map((post) => (
            <li key={post.id}>
              <button
                type="button"
                className="demo-account"
                aria-current={post.id === actor.post?.id || undefined}
                disabled={take.isPending}
                onClick={() => take.mutate(post.id)}
              >
                <b>{post.name}</b>
                <span>{post.organisation}</span>
              </button>
            </li>
          ))}
        </ul>
      </Page>
    </div>
  )
}
