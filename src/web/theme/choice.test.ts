import { readFileSync } from 'node:fs'
import { runInNewContext } from 'node:vm'
import { describe, expect, it } from 'vitest'
import { faceOf } from '../shell/faces.ts'
import { attributesOf, choiceOf, cookiesOf } from './choice.ts'

describe('what a reader chose', () => {
  it('is read from cookies, and what was not offered counts as not chosen', () => {
    expect(choiceOf('')).toEqual({ look: null, size: 'normal', lang: null })
    expect(choiceOf('chengshu=x; look=contrast; size=large; lang=en')).toEqual({ look: 'contrast', size: 'large', lang: 'en' })
    expect(choiceOf('outlook=dark; look=pink; size=huge; lang=fr')).toEqual({ look: null, size: 'normal', lang: null })
  })
  it('is kept as it is read', () => {
    const kept = cookiesOf({ look: 'auto', size: 'large', lang: 'en' })
    expect(choiceOf(kept.map((one) => one.split(';')[0]).join('; '))).toEqual({ look: 'auto', size: 'large', lang: 'en' })
    expect(kept.every((one) => one.endsWith('; path=/; max-age=31536000; samesite=lax'))).toBe(true)
    expect(cookiesOf({ look: null })).toEqual(['look=; path=/; max-age=0; samesite=lax'])
  })
})

describe('the script that runs before the first paint', () => {
  const page = readFileSync(new URL('../index.html', import.meta.url), 'utf8')
  const script = /<script>([\s\S]*?)<\/script>/.exec(page)![1]!

  it('stands before any style and any other script', () => {
    expect(page.indexOf('<script>')).toBeLessThan(page.indexOf('<script type="module"'))
    expect(page.slice(0, page.indexOf('<script>'))).not.toMatch(/stylesheet|<style/)
  })
  it.each(['', 'look=dark', 'a=b; look=auto; size=large', 'lang=en', 'look=pink; size=normal; lang=zh', 'outlook=dark'])(
    'sets what is set later: %j',
    (cookie) => {
      for (const pathname of ['/', '/me', '/desk', '/desk/registers', '/cockpit', '/desktop']) {
        const set: Record<string, string> = {}
        const root = { setAttribute: (name: string, value: string) => void (set[name] = value) }
        const window = {}
        runInNewContext(script, {
          document: { documentElement: root, cookie },
          location: { pathname },
          window,
          addEventListener: () => undefined,
        })
        expect(set).toEqual(attributesOf(choiceOf(cookie), faceOf(pathname)))
        expect(window).toEqual({ early: [] })
      }
    },
  )
})
