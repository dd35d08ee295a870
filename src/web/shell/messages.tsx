import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from 'react-router'
import { calls } from '../api/calls.ts'
import type { Message } from '../api/types.ts'
import { useDays } from '../blocks/days.ts'
import { Button, Empty, Failure, Loading, Page, Tag } from '../blocks/index.ts'
import { useSigns, useText } from '../texts.ts'
import { useMessages } from './header.tsx'
import { shellTexts } from './texts.ts'

function OneMessage({ message }: { message: Message }) {
  const t = useText(shellTexts)
  const signs = useSigns()
  const days = useDays()
  const navigate = useNavigate()
  const client = useQueryClient()
  const read = useMutation({
    mutationFn: () => calls.readMessage(message.id),
    onSettled: () => client.invalidateQueries({ queryKey: ['messages'] }),
  })
  const open = () => {
    if (!message.read) read.mutate()
    if (message.link) void navigate(message.link)
  }
  return (
    <li className="panel stack-tight">
      <div className="message-head">
        <h2 className="message-title">{message.title}</h2>
        <span className="row small soft">
          {!message.read && <Tag>{t.unread}</Tag>}
          <time dateTime={message.at}>{days.moment(message.at)}</time>
        </span>
      </div>
      <div className="message-body">
        <p className="lines">{message.text}</p>
        {(message.link || !message.read) && (
          <Button small onClick={open} busy={read.isPending} aria-label={`${t.open}${signs.colon}${message.title}`}>
            {t.open}
          </Button>
        )}
      </div>
    </li>
  )
}

/** What the city has told this person. */
export function Messages() {
  const t = useText(shellTexts)
  const { data, error, refetch } = useMessages()
  return (
    <Page title={t.messagesTitle}>
      {error && <Failure error={error} retry={() => void refetch()} />}
      {!data && !error && <Loading />}
      {data?.items.length === 0 && <Empty icon="messages">{t.noMessages}</Empty>}
      {data && (
        <ul className="stack">
          {data.items.map((message) => (
            <OneMessage key={message.id} message={message} />
          ))}
        </ul>
      )}
    </Page>
  )
}
