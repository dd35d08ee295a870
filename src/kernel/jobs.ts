import {
  Logger as WorkerLogger,
  run as runWorker,
  runMigrations,
  runOnce as runWorkerOnce,
  type JobHelpers,
  type Runner,
} from 'graphile-worker'
import type pg from 'pg'
import type { Logger } from 'pino'
import type { Context } from './context.ts'

/** Code of a kind of job: gets the payload, may be run again after a crash, so its effect is keyed. */
export type JobCode = (payload: Record<string, unknown>) => Promise<void>

/** Is told when a job of a kind was given up after its last try. */
export type GivenUp = (task: string) => Promise<void>

export interface JobOptions {
  /** Two jobs of one key that wait are one job. */
  key?: string
  at?: Date
}

/** Adds a job in the acting transaction: it exists when, and only when, the transaction commits. */
export async function addJob(ctx: Context, task: string, payload: Record<string, unknown>, options: JobOptions = {}): Promise<void> {
  ctx.tx.later({
    name: 'kernel.add-job',
    text: 'select kernel.add_job($1, $2, $3, $4)',
    values: [task, JSON.stringify(payload), options.key ?? null, options.at ?? null],
  })
}

/**
 * Sets a piece of work aside that others must not wait for: it becomes a job of its own, tried again at growing intervals and shown to the
 * operators as long as it fails. Set aside again, it is the same.
 */
export async function setAside(ctx: Context, task: string, payload: Record<string, unknown>, key: string): Promise<void> {
  ctx.tx.later({ name: 'kernel.set-aside', text: 'select kernel.set_aside($1, $2, $3)', values: [task, JSON.stringify(payload), key] })
}

/** Keys of the jobs of a kind that wait or fail. */
export const keysOfJobs = async (ctx: Context, task: string): Promise<string[]> =>
  (
    await ctx.tx.rows({
      name: 'kernel.keys-of-jobs',
      text: 'select j.key from graphile_worker.jobs j where j.task_identifier = $1 and j.key is not null',
      values: [task],
    })
  ).map(({ key }) => key as string)

/** A job that failed at least once. */
export interface FailingJob {
  id: string
  task: string
  payload: Record<string, unknown>
  /** How often it was tried, of how often it is. */
  attempts: number
  most: number
  /** What went wrong the last time, in the words of the log. */
  error: string
  added: string
  /** When it is tried again; null when it was given up, and nothing more happens until somebody has it tried again. */
  next: string | null
}

const longestError = 400

/** The jobs that failed and were not done since, those given up first; for operators alone. */
export const failingJobs = async (ctx: Context, most: number): Promise<FailingJob[]> =>
  (await ctx.tx.rows({
    name: 'kernel.failing-jobs',
    text: `select j.id::text as id, j.task_identifier as task, p.payload, j.attempts::integer as attempts, j.max_attempts::integer as most,
        left(j.last_error, $2) as error, j.created_at as added, case when j.attempts < j.max_attempts then j.run_at end as next
      from graphile_worker.jobs j join graphile_worker._private_jobs p on p.id = j.id
      where j.last_error is not null order by j.attempts < j.max_attempts, j.id limit $1`,
    values: [most, longestError],
  })) as unknown as FailingJob[]

/** Has a failing job tried again at once, as if it were new. @returns whether there is one, and nobody is at it just now */
export const tryAgain = async (ctx: Context, id: string): Promise<boolean> =>
  (
    await ctx.tx.rows({
      name: 'kernel.try-again',
      text: 'select j.id from graphile_worker.reschedule_jobs(array[$1::bigint], run_at => now(), attempts => 0) j',
      values: [id],
    })
  ).length > 0

/** Makes or upgrades the job library's own tables and the function that adds a job, as the migrator role. */
export async function migrateJobs(pool: pg.Pool): Promise<void> {
  await runMigrations({ pgPool: pool })
  await pool.query(`
    create or replace function kernel.add_job(task text, payload json, job_key text, run_at timestamptz) returns void
      -- Not in SQL: such a function is parsed anew by each statement that calls it.
      language plpgsql volatile security definer set search_path = pg_catalog
    as $$ begin perform graphile_worker.add_job(task, payload, job_key => job_key, run_at => run_at, max_attempts => 12); end $$;
    -- What was set aside already stays as it is, with its tries and its error.
    create or replace function kernel.set_aside(task text, payload json, job_key text) returns void
      language plpgsql volatile security definer set search_path = pg_catalog
    as $$ begin perform graphile_worker.add_job(task, payload, job_key => job_key, max_attempts => 12, job_key_mode => 'unsafe_dedupe'); end $$;
    revoke all on function kernel.set_aside from public;
    grant execute on function kernel.set_aside to chengshu_app;
    revoke all on function kernel.add_job from public;
    grant execute on function kernel.add_job to chengshu_app, chengshu_hall, chengshu_cases;
    grant usage on schema graphile_worker to chengshu_app;
    grant select, insert, update, delete on all tables in schema graphile_worker to chengshu_app;
    grant usage on all sequences in schema graphile_worker to chengshu_app;
    grant execute on all functions in schema graphile_worker to chengshu_app;
    do $$ declare t record; begin
      for t in select c.relname from pg_class c where c.relnamespace = 'graphile_worker'::regnamespace and c.relkind = 'r' and c.relrowsecurity
        and not exists (select from pg_policy p where p.polrelid = c.oid) loop
        execute format('create policy app on graphile_worker.%I to chengshu_app using (true) with check (true)', t.relname);
      end loop;
    end $$;`)
}

/** Runs jobs until stopped. `crontab` lines are graphile-worker's: `minute hour day month weekday task`. */
export async function runJobs(
  pool: pg.Pool,
  tasks: Readonly<Record<string, JobCode>>,
  { log, crontab = '', concurrency = 2, givenUp }: { log: Logger; crontab?: string; concurrency?: number; givenUp?: GivenUp },
): Promise<Runner> {
  return runWorker({
    pgPool: pool,
    concurrency,
    noHandleSignals: true,
    logger: into(log),
    pollInterval: 1000,
    crontab,
    taskList: taskList(tasks, log, givenUp),
  })
}

/** What the job library says goes into the process's own log; its everyday words are for whoever looks for them. */
const into = (log: Logger) =>
  new WorkerLogger(() => (level, message) => {
    if (level === 'error') log.error(message)
    else if (level === 'warning') log.warn(message)
    else log.debug(message)
  })

/** Does every job that waits now, then returns. */
export const runOnce = (pool: pg.Pool, tasks: Readonly<Record<string, JobCode>>, log: Logger, givenUp?: GivenUp): Promise<void> =>
  runWorkerOnce({ pgPool: pool, noHandleSignals: true, logger: into(log), taskList: taskList(tasks, log, givenUp) })

const taskList = (tasks: Readonly<Record<string, JobCode>>, log: Logger, givenUp?: GivenUp) =>
  Object.fromEntries(
    Object.entries(tasks).map(([name, code]) => [
      name,
      async (payload: unknown, { job: { id, attempts, max_attempts: most } }: JobHelpers) => {
        try {
          await code((payload ?? {}) as Record<string, unknown>)
        } catch (error) {
          const next = attempts < most ? 'it will be tried again' : 'it was given up, and waits for an operator'
          log.error({ err: error, task: name, job: id, attempts }, `a job failed; ${next}`)
          // Telling of it must not hide what went wrong.
          if (attempts >= most)
            await givenUp?.(name).catch((untold: unknown) =>
              log.error({ err: untold, task: name }, 'nobody was told of a job that was given up'),
            )
          throw error
        }
      },
    ]),
  )
