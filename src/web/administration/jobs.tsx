import { useMutation, useQueryClient } from '@tanstack/react-query'
import { deskCalls, type FailedJob } from '../api/desk-calls.ts'
import { Button, Empty, Failure, Page, Skeleton, Table, useDays, useSay, type Column } from '../blocks/index.ts'
import { useText } from '../texts.ts'
import './administration.css'
import { useFailedJobs } from './failed-jobs.ts'
import { administrationTexts } from './texts.ts'

const labels = {
  'documents-render': 'jobRender',
  'documents-forget': 'jobForget',
  'documents-clear': 'jobForget',
  'cases-recount': 'jobRecount',
  'cases-clocks': 'jobClocks',
  'cases-calendar': 'jobClocks',
  'indicators-count': 'jobFigures',
  'map-count': 'jobFigures',
} as const

/** What was tried in the background and could not be done, with what went wrong; each can be tried again at once. */
export function Jobs() {
  const t = useText(administrationTexts)
  const days = useDays()
  const say = useSay()
  const client = useQueryClient()
  const { data, error, refetch } = useFailedJobs()
  const again = useMutation({
    mutationFn: (job: FailedJob) => deskCalls.tryJobAgain(job.id),
    onSuccess: () => say(t.tryingAgain),
    onSettled: () => client.invalidateQueries({ queryKey: ['jobs'] }),
  })
  const nameOf = ({ task }: FailedJob) => (task in labels ? t[labels[task as keyof typeof labels]] : t.jobOther)
  const columns: Column<FailedJob>[] = [
    {
      key: 'what',
      label: t.jobWhat,
      title: true,
      cell: (job) => (
        <>
          {nameOf(job)}
          <br />
          <span className="small soft number">{job.subject ?? job.task}</span>
        </>
      ),
    },
    {
      key: 'error',
      label: t.jobError,
      cell: (job) => (
        <span className="small job-error" lang="en">
          {job.error}
        </span>
      ),
    },
    {
      key: 'state',
      label: t.jobState,
      cell: (job) => (
        <>
          {job.next === null ? <b>{t.jobGivenUp}</b> : t.jobNext(days.moment(job.next))}
          <br />
          <span className="small soft">{t.jobTries(job.attempts, job.most)}</span>
        </>
      ),
    },
    {
      key: 'again',
      label: t.jobDo,
      cell: (job) => (
        <Button busy={again.isPending && again.variables.id === job.id} onClick={() => again.mutate(job)}>
          {t.tryAgain}
          <span className="unseen">
            {nameOf(job)} {job.subject ?? ''}
          </span>
        </Button>
      ),
    },
  ]
  return (
    <Page title={t.jobs} lead={t.jobsLead}>
      {error && <Failure error={error} retry={() => void refetch()} />}
      {again.error && <Failure error={again.error} />}
      {!data && !error && <Skeleton shape="table" lines={4} />}
      {data && data.length === 0 && <Empty icon="done">{t.noJobs}</Empty>}
      {data && data.length > 0 && <Table label={t.jobs} columns={columns} rows={data} keyOf={({ id }) => id} />}
    </Page>
  )
}
