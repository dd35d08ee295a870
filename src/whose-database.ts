import type pg from 'pg'
import { Refusal, type Settings } from '#kernel/settings'

/** Writes down once whose database this is; another installation or city must not go on in it. */
export async function identify(
  client: pg.Client,
  { installation, city, timezone }: Pick<Settings, 'installation' | 'city' | 'timezone'>,
  demo: boolean,
): Promise<void> {
  await client.query('insert into kernel.identity (installation, city, demo) values ($1, $2, $3) on conflict do nothing', [
    installation,
    city,
    demo,
  ])
  await client.query('update kernel.identity set timezone = $1 where timezone <> $1', [timezone])
  const { rows } = await client.query<{ installation: string; city: string }>('select installation, city from kernel.identity')
  const found = rows[0]!
  if (found.installation !== installation || found.city !== city)
    throw new Refusal(
      `这个数据库属于安装 ${found.installation}（城市 ${found.city}），请改回 INSTALLATION 和 CITY，或另用一个 DATA_DIR。`,
      `This database belongs to the installation ${found.installation} (city ${found.city}): set INSTALLATION and CITY back, or use another DATA_DIR.`,
    )
}
