import { mkdirSync, writeFileSync } from 'node:fs'
import * as apt from './apt.mjs'
import { load } from './product.mjs'
import { Refusal, step } from './run.mjs'

/** The package of PostGIS of the newest PostgreSQL that the distribution offers: its name carries both versions. */
function offered(oldest) {
  for (let major = oldest + 10; major >= oldest; major--) {
    const names = [`postgresql-${major}`, `postgresql-${major}-postgis-3`]
    if (names.every(apt.offers)) return names
  }
  return undefined
}

/** Without this the package would make a cluster of its own and start it on port 5432. */
function preventStrayCluster() {
  const folder = '/etc/postgresql-common/createcluster.d'
  mkdirSync(folder, { recursive: true })
  writeFileSync(`${folder}/chengshu.conf`, 'create_main_cluster = false\n')
}

/**
 * Sees to it that PostgreSQL with PostGIS is installed: installs it where it may, and otherwise says what to install.
 * Not called when DATABASE_URL names a server.
 */
export async function installPostgres() {
  const { findPostgres, oldestPostgres } = await load('kernel/postgres-programs.ts')
  if (findPostgres().some(({ postgis }) => postgis)) return
  if (!apt.mayInstall())
    throw new Refusal(
      `没有找到 PostgreSQL ${oldestPostgres} 或更高版本及 PostGIS，请先安装：sudo apt-get install postgresql-${oldestPostgres} postgresql-${oldestPostgres}-postgis-3（其他系统请安装同名软件），或用 DATABASE_URL 指定已有数据库，再重新运行。\n` +
        `PostgreSQL ${oldestPostgres} or later with PostGIS was not found. Install it with sudo apt-get install postgresql-${oldestPostgres} postgresql-${oldestPostgres}-postgis-3 (or your system's packages of PostgreSQL and PostGIS), or name a database with DATABASE_URL, and run again.`,
    )
  await step('安装 PostgreSQL 和 PostGIS', 'installing PostgreSQL and PostGIS', async () => {
    preventStrayCluster()
    await apt.update()
    const names = offered(oldestPostgres)
    if (names === undefined)
      throw new Refusal(
        `本系统的软件源没有 PostgreSQL ${oldestPostgres} 或更高版本，请添加 apt.postgresql.org 软件源，或用 DATABASE_URL 指定已有数据库。\n` +
          `This system's package sources offer no PostgreSQL ${oldestPostgres} or later: add the source apt.postgresql.org, or name a database with DATABASE_URL.`,
      )
    await apt.install(names)
  })
  if (!findPostgres().some(({ postgis }) => postgis))
    throw new Refusal(
      'PostgreSQL 已安装但找不到 PostGIS，请检查安装。\nPostgreSQL was installed but PostGIS was not found: look at the installation.',
    )
}
