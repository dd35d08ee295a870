import type { Browser } from 'playwright-core'

/** A file as a person would choose it. */
export interface Paper {
  name: string
  mimeType: string
  buffer: Buffer
}

/** Papers as people have them: printed to PDF, or photographed. */
export async function makePapers(browser: Browser, titles: readonly string[]): Promise<Map<string, Paper>> {
  const page = await browser.newPage({ viewport: { width: 420, height: 300 } })
  const made = new Map<string, Paper>()
  for (const [index, title] of titles.entries()) {
    await page.setContent(`<html lang="zh"><title>${title}</title><h1>${title}</h1><p>岫禾面馆，第 ${index + 1} 份</p></html>`)
    const photographed = title.includes('效果图')
    made.set(title, {
      name: `${title}.${photographed ? 'jpg' : 'pdf'}`,
      mimeType: photographed ? 'image/jpeg' : 'application/pdf',
      buffer: photographed ? await page.screenshot({ type: 'jpeg' }) : await page.pdf({ width: '210mm', height: '297mm' }),
    })
  }
  await page.close()
  return made
}
