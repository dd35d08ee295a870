import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import * as apt from './apt.mjs'
import { step } from './run.mjs'

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']

const found = () => (process.env.PATH ?? '').split(delimiter).some((folder) => names.some((name) => existsSync(join(folder, name))))

/** Installs Chromium and a Chinese font where it may. Returns false when there is none, and the browser tests are then skipped. */
export async function installBrowser() {
  if (found()) return true
  if (!apt.mayInstall()) return false
  await apt.update()
  if (!apt.offers('chromium')) return false
  await step('安装浏览器和中文字体', 'installing the browser and a Chinese font', () => apt.install(['chromium', 'fonts-noto-cjk']))
  return found()
}
