import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chromium, type Browser, type BrowserContext, type BrowserContextOptions, type Page } from 'playwright-core'

const executablePath = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome', '/usr/bin/google-chrome-stable'].find(
  (path) => existsSync(path),
)

/** Why no browser can be opened here; undefined when one can. */
export const noBrowser = executablePath ? undefined : 'no browser: install chromium (Debian: apt-get install chromium fonts-noto-cjk)'

/** A browser without a window that asks nothing of the network but what the pages ask of the city. */
export const openBrowser = (): Promise<Browser> =>
  chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  })

/**
 * Builds the pages as `npm start` does, apart from those that are served, and only when no test has yet built the same. Returns their folder.
 * Vitest's own NODE_ENV would make React's development build.
 */
export function buildPages(): string {
  const build = "process.stdout.write(`\\n${await (await import('./scripts/lib/web.mjs')).buildWebApart()}`)"
  const said = execFileSync(process.execPath, ['--input-type=module', '--eval', build], {
    stdio: ['ignore', 'pipe', 'inherit'],
    encoding: 'utf8',
    env: { ...process.env, NODE_ENV: 'production' },
  })
  return said.slice(said.lastIndexOf('\n') + 1)
}

/** Somebody at a browser of their own: another person, another machine. */
export interface Somebody {
  page: Page
  context: BrowserContext
  /** What the browser complained of since it was last asked: errors of scripts and answers that failed. */
  complaints: () => string[]
}

export async function somebody(browser: Browser, address: string, more: BrowserContextOptions = {}): Promise<Somebody> {
  const context = await browser.newContext({
    baseURL: address,
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
    viewport: { width: 1280, height: 900 },
    acceptDownloads: true,
    reducedMotion: 'reduce',
    ...more,
  })
  context.setDefaultTimeout(10_000)
  const heard: string[] = []
  context.on('console', (message) => void (message.type() === 'error' && heard.push(`${message.text()} (${message.location().url})`)))
  context.on('weberror', (error) => void heard.push(error.error().stack || error.error().message))
  const page = await context.newPage()
  return { page, context, complaints: () => heard.splice(0) }
}
