import type { Page } from 'playwright-core'

/** Attributes that are read out or shown. */
const said = ['aria-label', 'aria-description', 'aria-roledescription', 'title', 'placeholder', 'alt'] as const

/** Everything a page says to its reader, but what is marked as being in another language than the page. */
export const wordsOf = (page: Page): Promise<string[]> =>
  page.evaluate((attributes) => {
    const here = document.documentElement.lang
    const found = new Set<string>([document.title])
    const foreign = (element: Element) => (element.closest('[lang]')?.getAttribute('lang') ?? here) !== here
    const silent = (element: Element) => element.closest('script, style, template, noscript') !== null
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    while (walker.nextNode()) {
      const element = walker.currentNode.parentElement!
      const text = walker.currentNode.nodeValue!.replace(/\s+/g, ' ').trim()
      if (text !== '' && !foreign(element) && !silent(element)) found.add(text)
    }
    for (const attribute of attributes)
      for (const element of document.querySelectorAll(`[${attribute}]`))
        if (!foreign(element) && !silent(element)) found.add(element.getAttribute(attribute)!.trim())
    return [...found]
  }, said)

/** Waits until a page has its answers: nothing is being read, and its heading stands. */
export async function settle(page: Page): Promise<void> {
  await page.locator('h1').first().waitFor()
  await page.waitForFunction(() => !document.querySelector('.loading, .skeleton, .skeleton-line, [aria-busy="true"]'))
}

const han = /\p{Script=Han}|[、。，：；（）《》「」？！]/u
/** Codes, signs of keys and kinds of files are the same in both languages. */
const codes =
  /\b(PDF|CSV|XLSX|xlsx|Excel|JPG|JPEG|PNG|OFD|URL|kB|MB|GB|Ctrl|Esc|Enter|Tab|Shift|Alt|WCAG|SHA-256|ics|WGS|CGCS2000|GCJ-02|GB\/T|DEMO|English|Chengshu|Linux|Chrome)\b|[A-Z][A-Z0-9-]{5,}|\S+〔\d{4}〕\d+号|https?:\S+/g

/** What of a page’s words is in the other language; `data` are values that people wrote or were born with. */
export function otherLanguage(words: readonly string[], lang: 'zh' | 'en', data: readonly string[]): string[] {
  const without = (text: string) => data.reduce((rest, value) => rest.replaceAll(value, ''), text)
  return words.filter((text) => {
    const rest = without(text)
    return lang === 'en' ? han.test(rest.replaceAll(codes, '')) : /[A-Za-z]{3,}/.test(rest.replaceAll(codes, ''))
  })
}
