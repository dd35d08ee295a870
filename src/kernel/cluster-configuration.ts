import { totalmem } from 'node:os'

const megabyte = 1024 * 1024

/** Memory that this process may count on, in MB: the machine's, or the container's when that is less. */
function memory(): number {
  const limit = process.constrainedMemory()
  return Math.floor((limit > 0 ? Math.min(limit, totalmem()) : totalmem()) / megabyte)
}

const within = (least: number, wanted: number, most: number) => `${Math.round(Math.min(most, Math.max(least, wanted)))}MB`

/** PostgreSQL's quoting of a value in a configuration file. */
const quoted = (text: string) => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`

/**
 * The configuration of the private cluster, sized for a machine that also runs the platform itself. Written anew at each start;
 * what an operator sets with ALTER SYSTEM comes after it and wins. `fast` gives up what a power cut would take and is for tests alone.
 */
export function clusterConfiguration(options: { socketDir: string; port: number; fast: boolean }): string {
  const available = memory()
  const lines = [
    `listen_addresses = ''`,
    `port = ${options.port}`,
    `unix_socket_directories = ${quoted(options.socketDir)}`,
    `unix_socket_permissions = 0700`,
    `max_connections = 100`,
    `shared_buffers = ${options.fast ? '128MB' : within(128, available / 8, 4096)}`,
    `effective_cache_size = ${within(512, available / 2, 65_536)}`,
    `maintenance_work_mem = ${within(64, available / 32, 512)}`,
    `work_mem = 16MB`,
    // Whoever fills the pending list of a word index empties it: with 64 MB an officer who adds one record waits for longer than a statement
    // may take. Bulk loads, which gain by a long list, set a limit of their own.
    `gin_pending_list_limit = 2MB`,
    `max_wal_size = 2GB`,
    `random_page_cost = 1.1`,
    `jit = off`,
    // An open transaction holds back every reader of the change log, in every database of the cluster.
    `idle_in_transaction_session_timeout = 60s`,
    `timezone = 'UTC'`,
    `log_timezone = 'UTC'`,
    `lc_messages = 'C'`,
    `logging_collector = on`,
    `log_filename = 'postgresql-%a.log'`,
    `log_truncate_on_rotation = on`,
    `log_rotation_age = 1d`,
    `log_rotation_size = 0`,
    // Row values are citizens' data: neither parameters nor the DETAIL of a violated constraint belong in a log file.
    `log_error_verbosity = terse`,
    `log_parameter_max_length = 0`,
    `log_min_duration_statement = 2s`,
    // Even without fsync a commit outlives the server's own crash, so that tests may kill it.
    `synchronous_commit = on`,
    `fsync = ${options.fast ? 'off' : 'on'}`,
    `full_page_writes = ${options.fast ? 'off' : 'on'}`,
  ]
  return `${lines.join('\n')}\n`
}
