import { Logger as WorkerLogger, run as runWorker, runMigrations, runOnce as runWorkerOnce, type Runner } from 'graphile-worker'
import type pg from 'pg'
import type { Logger } from 'pino'
import type { Context } from './context.ts'

/** Code of a kind of job: gets the payload, may be run again after a crash, so its effect is keyed. */
export type JobCode = (payload: Record<string, unknown>) => Promise<void>

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

/** Makes or upgrades the job library's own tables and the function that adds a job, as the migrator role. */
export async function migrateJobs(pool: pg.Pool): Promise<void> {
  await runMigrations({ pgPool: pool })
  await pool.query(`
    create or replace function kernel.add_job(task text, payload json, job_key text, run_at timestamptz) returns void
      -- Not in SQL: such a function is parsed anew by each statement that calls it.
      language plpgsql volatile security definer set search_path = pg_catalog
    as $$ begin perform graphile_worker.add_job(task, payload, job_key => job_key, run_at => run_at, max_attempts => 12); end $$;
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
  { log, crontab = '', concurrency = 2 }: { log: Logger; crontab?: string; concurrency?: number },
): Promise<Runner> {
  return runWorker({
    pgPool: pool,
    concurrency,
    noHandleSignals: true,
    logger: into(log),
    pollInterval: 1000,
    crontab,
    taskList: taskList(tasks, log),
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
export const runOnce = (pool: pg.Pool, tasks: Readonly<Record<string, JobCode>>, log: Logger): Promise<void> =>
  runWorkerOnce({ pgPool: pool, noHandleSignals: true, logger: into(log), taskList: taskList(tasks, log) })

const taskList = (tasks: Readonly<Record<string, JobCode>>, log: Logger) =>
  Object.fromEntries(
    Object.entries(tasks).map(([name, code]) => [
      name,
      async (payload: unknown) => {
        try {
          await code((payload ?? {}) as Record<string, unknown>)
        } catch (error) {
          log.error({ err: error, task: name }, 'a job failed; it will be tried again')
          throw error
        }
      },
    ]),
  )
