import { isIP } from 'node:net'
import { dirname, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

/**
 * The product cannot start, or cannot go on starting, because of something only the operator can change. Its message is one
 * sentence in Chinese and one in English that say what to do; the command line prints it without a stack and exits with 1.
 */
export class Refusal extends Error {
  override name = 'Refusal'
  constructor(zh: string, en: string, options?: { cause?: unknown }) {
    super(`${zh}\n${en}`, options)
  }
}

const checkout = resolve(dirname(fileURLToPath(import.meta.url)), '../..')

/** Why a value was refused; `readSettings` puts the name of the setting in front. */
type Complaint = { readonly zh: string; readonly en: string }

type Setting<T> = {
  /** Name of the environment variable. */
  readonly name: string
  /** Text that is parsed when the variable is absent or empty; undefined means that the setting is then off. */
  readonly default: string | undefined
  /** Returns the value, or throws a Complaint. */
  readonly parse: (text: string) => T
  readonly zh: string
  readonly en: string
}

const setting = <T>(is: Setting<T> & { readonly default: string }) => is
const optional = <T>(is: Setting<T> & { readonly default: undefined }) => is

const refuse = (zh: string, en: string): never => {
  throw { zh, en } satisfies Complaint
}

function wholeNumber(text: string, least: number, most: number): number {
  const number = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN
  return number >= least && number <= most
    ? number
    : refuse(`应为 ${least} 至 ${most} 的整数`, `must be a whole number from ${least} to ${most}`)
}

/** Only explicit addresses: a name such as `loopback` or a count of hops would trust whoever comes by that way. */
function proxyAddress(text: string): string {
  const [ip = '', bits, ...rest] = text.split('/')
  const family = isIP(ip)
  const wide = family === 4 ? 32 : 128
  const right =
    family > 0 && rest.length === 0 && (bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) >= 1 && Number(bits) <= wide))
  return right
    ? text
    : refuse(
        '应为 IP 地址或网段，例如 10.0.0.5 或 10.0.0.0/24，多个用逗号分开',
        'must be IP addresses or ranges such as 10.0.0.5 or 10.0.0.0/24',
      )
}

function address(text: string, protocols: readonly string[]): string {
  const protocol = URL.canParse(text) ? new URL(text).protocol.replace(':', '') : ''
  return protocols.includes(protocol)
    ? text
    : refuse(`应为 ${protocols[0]}:// 开头的地址`, `must be an address that begins with ${protocols[0]}://`)
}

function matching(text: string, pattern: RegExp, zh: string, en: string): string {
  return pattern.test(text) ? text : refuse(zh, en)
}

const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const

/**
 * Every setting of an installation, by the key under which the code reads it. The only list: `readSettings` parses by it, and
 * docs/operations/settings.md is tested against it.
 */
export const settingsTable = {
  host: setting({
    name: 'HOST',
    default: '127.0.0.1',
    parse: (text) =>
      isIP(text)
        ? text
        : matching(text, /^[a-zA-Z0-9]([a-zA-Z0-9.-]*[a-zA-Z0-9])?$/, '应为 IP 地址或主机名', 'must be an IP address or a host name'),
    zh: '网页服务监听的地址；演示城市只在本机监听。',
    en: 'Address that the web server listens on; a demo city listens on this machine alone.',
  }),
  port: setting({
    name: 'PORT',
    default: '8080',
    parse: (text) => wholeNumber(text, 1, 65_535),
    zh: '网页服务的端口。',
    en: 'Port of the web server.',
  }),
  publicUrl: optional({
    name: 'PUBLIC_URL',
    default: undefined,
    parse: (text) => {
      const url = new URL(address(text, ['https', 'http']))
      return url.pathname === '/' && url.search === '' && url.hash === '' && url.username === ''
        ? url.origin
        : refuse('只写协议、主机和端口，不写路径', 'is a protocol, a host and perhaps a port, without a path')
    },
    zh: '公众访问平台的地址，如 https://data.example.gov.cn；数据目录、文书上的核验码、网站地图里的网址由它开头。不设时用 HOST 和 PORT。',
    en: 'Address at which people reach the platform, such as https://data.example.gov.cn; what the data catalogue, verification codes on papers and the site map name begins with it. Without it: HOST and PORT.',
  }),
  trustedProxies: setting({
    name: 'TRUSTED_PROXIES',
    default: 'none',
    parse: (text) => (text === 'none' ? [] : text.split(',').map((one) => proxyAddress(one.trim()))),
    zh: '可信的反向代理：IP 地址或网段，用逗号分开；none 表示没有。只采信它们转来的客户端地址和协议。',
    en: 'Reverse proxies that are believed about the address of the client and the protocol: IP addresses or ranges with commas between; none: nobody is.',
  }),
  databaseUrl: optional({
    name: 'DATABASE_URL',
    default: undefined,
    // An empty host (`postgres://user:password@/name?host=/run/postgresql`) is good for libpq but not for URL.
    parse: (text) => address(text.replace('@/', '@localhost/'), ['postgres', 'postgresql']),
    zh: '已有 PostgreSQL 数据库的地址；不设时，平台在 DATA_DIR 里自建并照管一个私有数据库。',
    en: 'An existing PostgreSQL database; without it the platform creates and looks after a private one in DATA_DIR.',
  }),
  dataDir: setting({
    name: 'DATA_DIR',
    default: resolve(checkout, '.data'),
    parse: (text) => resolve(text),
    zh: '存放私有数据库、上传的材料和密钥的文件夹。',
    en: 'Folder of the private database, uploaded files and secrets.',
  }),
  city: setting({
    name: 'CITY',
    default: '4418',
    parse: (text) => matching(text, /^\d{2}(\d{2}){0,2}$/, '应为 2、4 或 6 位行政区划代码', 'must be a division code of 2, 4 or 6 digits'),
    zh: '本市行政区划代码（GB/T 2260 前四位）。',
    en: 'Division code of the city (the first four digits of GB/T 2260).',
  }),
  installation: setting({
    name: 'INSTALLATION',
    default: 'qingyuan',
    parse: (text) =>
      matching(
        text,
        /^[a-z][a-z0-9-]{0,31}$/,
        '应以小写字母开头，只含小写字母、数字和连字符，不超过 32 个字符',
        'must begin with a small letter and hold small letters, digits and hyphens only, 32 at most',
      ),
    zh: '本安装的名字，写入变更日志和业务编号；各安装之间不得重复，启用后不得更改。',
    en: 'Name of this installation in the change log and in business numbers; unique among installations and never changed.',
  }),
  timezone: setting({
    name: 'TIMEZONE',
    default: 'Asia/Shanghai',
    parse: (text) => {
      try {
        return new Intl.DateTimeFormat('en', { timeZone: text }).resolvedOptions().timeZone
      } catch {
        return refuse('应为 IANA 时区名，例如 Asia/Shanghai', 'must be an IANA time zone such as Asia/Shanghai')
      }
    },
    zh: '城市的时区：日期、时限和编号都按它计算。',
    en: 'Time zone of the city, in which dates, limits and numbers are reckoned.',
  }),
  locale: setting({
    name: 'LOCALE',
    default: 'zh-CN',
    parse: (text) => {
      try {
        return Intl.getCanonicalLocales(text)[0] ?? refuse('应为语言标签，例如 zh-CN', 'must be a language tag such as zh-CN')
      } catch {
        return refuse('应为语言标签，例如 zh-CN', 'must be a language tag such as zh-CN')
      }
    },
    zh: '数字和日期的书写习惯，以及没有另选时的界面语言。',
    en: 'How numbers and dates are written, and the language of pages where none was chosen.',
  }),
  natsUrl: optional({
    name: 'NATS_URL',
    default: undefined,
    parse: (text) => address(text, ['nats', 'tls', 'ws', 'wss']),
    zh: '多台机器之间的 NATS JetStream 总线；不设时各进程只通过数据库相连。',
    en: 'NATS JetStream bus between several machines; without it processes meet in the database alone.',
  }),
  suitesDir: optional({
    name: 'SUITES_DIR',
    default: undefined,
    parse: (text) => resolve(text),
    zh: '外部符合性测试集所在的文件夹；不设时跳过这些测试。',
    en: 'Folder of the conformance suites; without it those tests are skipped.',
  }),
  logLevel: setting({
    name: 'LOG_LEVEL',
    default: 'info',
    parse: (text) =>
      logLevels.find((level) => level === text) ?? refuse(`应为 ${logLevels.join('、')} 之一`, `must be one of ${logLevels.join(', ')}`),
    zh: '日志的详细程度。',
    en: 'How much is logged.',
  }),
  workers: setting({
    name: 'WORKERS',
    default: '2',
    parse: (text) => wholeNumber(text, 1, 64),
    zh: '后台进程同时处理的任务数。',
    en: 'Number of jobs that the worker process does at a time.',
  }),
} as const

type Table = typeof settingsTable
type Key = keyof Table

/** The settings of this process, parsed; a setting that has no default and was not given is undefined. */
export type Settings = {
  readonly [K in Key]: ReturnType<Table[K]['parse']> | (Table[K]['default'] extends string ? never : undefined)
}

const isComplaint = (thrown: unknown): thrown is Complaint =>
  typeof thrown === 'object' && thrown !== null && 'zh' in thrown && 'en' in thrown

function readSetting(key: Key, env: Readonly<Record<string, string | undefined>>): unknown {
  const { name, default: fallback, parse } = settingsTable[key]
  const text = env[name]?.trim() || fallback
  if (text === undefined) return undefined
  try {
    return parse(text)
  } catch (thrown) {
    if (!isComplaint(thrown)) throw thrown
    // A DATABASE_URL carries a password, so the refused value itself is not repeated.
    throw new Refusal(`设置 ${name} ${thrown.zh}，请改正后再启动。`, `The setting ${name} ${thrown.en}: correct it and start again.`)
  }
}

/**
 * Reads every setting once, from the environment that the command line hands over; nothing else in the product looks there.
 * @throws Refusal naming the setting whose value is wrong.
 */
export function readSettings(env: Readonly<Record<string, string | undefined>>): Settings {
  const keys = Object.keys(settingsTable) as Key[]
  return Object.freeze(Object.fromEntries(keys.map((key) => [key, readSetting(key, env)]))) as Settings
}

/** The address that begins what the platform says of itself to others, without a slash at its end. */
export const publicAddress = ({ publicUrl, host, port }: Pick<Settings, 'host' | 'port'> & Partial<Pick<Settings, 'publicUrl'>>): string =>
  publicUrl ?? `http://${host}:${port}`
