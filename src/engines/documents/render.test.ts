import { describe, expect, it } from 'vitest'
import { Invalid } from '#kernel/errors'
import { template } from '#declare'
import { renderDocument, type RenderOptions } from './render.ts'
import { textOf } from './rendering/text-of.ts'
import { noticeData, permit, permitData, supplementNotice } from './samples.ts'

const options: RenderOptions = {
  organisation: '清远市市场监督管理局',
  at: '2026-03-03T10:00:00+08:00',
  number: '清市监许补〔2026〕12号',
  verificationCode: '23456789ABCDEFG2',
  verifyUrl: 'http://127.0.0.1:8080/verify',
  demo: true,
}
const notice = (data: Partial<typeof noticeData> = {}, change: Partial<RenderOptions> = {}) =>
  renderDocument(supplementNotice, { ...noticeData, ...data }, { ...options, ...change })

describe('an instrument', () => {
  it('carries organ, number, title, text, signature, seal and code, in this order', async () => {
    const { pdf, pages, missing } = await notice()
    const text = textOf(pdf).join('')
    const order = [
      '演示 DEMO',
      '清远市市场监督管理局',
      '清市监许补〔2026〕12号',
      '行政许可申请材料补正告知书',
      '清远市清城区老广味道餐饮有限公司：',
      '一、需要补正的材料（共3项）',
      '1. 经营场所使用证明',
      '壹拾万柒仟元零伍角叁分',
      '六十日内依法向清远市人民政府申请行政复议',
      '2026年3月3日',
      '演示专用章',
      '核验码 2345-6789-ABCD-EFG2',
      `本文书共 ${pages} 页`,
      '演示数据，不具有法律效力',
    ]
    const places = order.map((part) => text.indexOf(part))
    expect(places).not.toContain(-1)
    expect(places).toEqual([...places].sort((a, b) => a - b))
    expect(missing).toEqual([])
  })

  it('is the same, byte for byte, for the same input, and another for another day', async () => {
    const { pdf } = await notice()
    expect((await notice()).pdf.equals(pdf)).toBe(true)
    expect((await notice({}, { at: '2026-03-04T10:00:00+08:00' })).pdf.equals(pdf)).toBe(false)
  })

  it('says of itself what it is: language, title, tags, PDF/A-2b, faces within', async () => {
    const text = (await notice()).pdf.toString('latin1')
    expect(text).toContain('/Lang (zh-CN)')
    expect(text).toContain('/Marked true')
    expect(text).toContain('/DisplayDocTitle true')
    expect(text).toMatch(/<pdfaid:part>2<\/pdfaid:part>\s*<pdfaid:conformance>B<\/pdfaid:conformance>/)
    const faces = text.match(/\/Type \/FontDescriptor\n/g)!
    expect(text.match(/\/FontFile[23]? \d+ 0 R/g)).toHaveLength(faces.length)
    for (const tag of ['Document', 'H1', 'H2', 'P', 'Table', 'TR', 'TH', 'TD', 'Figure']) expect(text).toContain(`/S /${tag}\n`)
  })

  it('marks each page of a demonstration, and no page of a real one', async () => {
    const gaps = Array.from({ length: 40 }, (_, index) => ({ name: `材料${index + 1}`, gap: '缺少签字页，请补交完整的合同'.repeat(3) }))
    const demo = textOf((await notice({ gaps })).pdf)
    expect(demo.length).toBeGreaterThan(3)
    expect(demo.every((page) => page.includes('演示 DEMO'))).toBe(true)
    const real = textOf((await notice({ gaps }, { demo: false })).pdf)
    expect(real.join('')).not.toMatch(/演示|DEMO/)
  })

  it('loses nothing of a long text, numbers its pages, and never leaves the seal alone on one', async () => {
    for (let count = 1; count <= 24; count++) {
      const gaps = Array.from({ length: count }, (_, index) => ({ name: `材料第${index + 1}号`, gap: '缺页' }))
      const { pdf, pages } = await notice({ gaps })
      const texts = textOf(pdf)
      expect(texts).toHaveLength(pages)
      for (const { name } of gaps) expect(texts.join('')).toContain(`${name}：缺页。`)
      texts.slice(1).forEach((text, index) => expect(text).toContain(`— ${index + 2} —`))
      const sealed = texts.find((text) => text.includes('演示专用章'))!
      const before = sealed.slice(0, sealed.lastIndexOf('2026年3月3日'))
      expect(before.replace('演示 DEMO', '').length).toBeGreaterThan(30)
      expect(texts.at(-1)).toContain('核验码')
    }
  })

  it('closes its lines up a little when that keeps a short notice on one page', async () => {
    const [gap] = noticeData.gaps
    expect((await notice({ gaps: [gap!] })).pages).toBe(2)
    const { pdf, pages } = await notice({ gaps: [] })
    expect(pages).toBe(1)
    expect(textOf(pdf)[0]).toContain('核验码')
  })

  it('keeps a table row with a very long text within pages', async () => {
    const remark = '备注内容很长，'.repeat(400)
    const { pdf, pages } = await notice({ remark })
    expect(pages).toBeGreaterThan(3)
    expect(
      textOf(pdf)
        .join('')
        .match(/备注内容很长，/g),
    ).toHaveLength(400)
  })

  it('shows a character that no face has as its code, tells the reader, and reports it', async () => {
    const { pdf, missing } = await notice({ applicant: '王𱍊𮉪䶮' })
    const text = textOf(pdf).join('')
    expect(text).toContain('王〔U+3134A〕𮉪䶮：')
    expect(text).toContain('字库暂缺的汉字')
    expect(missing).toEqual(['𱍊'])
  })

  it.each<[string, Partial<typeof noticeData>, Partial<RenderOptions>, string]>([
    ['a value of another kind', { fee: 1.5 }, {}, 'fee'],
    ['no number', {}, { number: '' }, 'number'],
    ['no code', {}, { verificationCode: '' }, 'verifyUrl'],
  ])('is refused with %s', async (_, data, change, path) => {
    const refusal: unknown = await notice(data, change).catch((error: unknown) => error)
    expect(refusal).toBeInstanceOf(Invalid)
    expect((refusal as Invalid).problems.map((problem) => problem.path)).toEqual([path])
  })
})

describe('a certificate', () => {
  const certificate = (data: Partial<typeof permitData> = {}, page: 'A4' | 'A4-landscape' | 'certificate' = 'A4-landscape') =>
    renderDocument({ ...permit, page }, { ...permitData, ...data }, { ...options, number: 'JY24418020012345' })

  it.each(['A4', 'A4-landscape', 'certificate'] as const)('stands whole on one sheet of %s', async (page) => {
    const { pdf, pages } = await certificate({}, page)
    expect(pages).toBe(1)
    const text = textOf(pdf)[0]!
    for (const part of ['食品经营许可证', '编号：JY24418020012345', '㛃䶮𬭼', '2031年3月15日', '演示专用章', '核验码'])
      expect(text).toContain(part)
  })
  it('makes the letters smaller for a long text, and refuses one that cannot fit', async () => {
    const scope = Array.from({ length: 60 }, (_, index) => `第${index + 1}项热食类食品制售`)
    const { pdf, pages } = await certificate({ scope })
    expect(pages).toBe(1)
    expect(textOf(pdf)[0]).toContain(scope.join('、'))
    await expect(certificate({ scope: [...scope, ...scope, ...scope, ...scope, ...scope] })).rejects.toThrow(Invalid)
  })
  it('bears the picture of a real seal only outside a demonstration', async () => {
    const pixel = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==', 'base64')
    const pictures = async (demo: boolean) => {
      const { pdf } = await renderDocument(permit, permitData, { ...options, number: 'JY1', demo, sealPicture: pixel })
      return pdf.toString('latin1').match(/\/Subtype \/Image\n/g)?.length ?? 0
    }
    expect(await pictures(true)).toBe(0)
    expect(await pictures(false)).toBeGreaterThan(0)
  })
})

it('refuses a template whose placeholders are not declared', async () => {
  const broken = template('sample.broken', {
    label: '坏模板',
    kind: 'instrument',
    page: 'A4',
    title: '标题',
    seal: false,
    fields: {},
    blocks: [{ block: 'paragraph', text: '{nobody}' }],
  })
  await expect(renderDocument(broken, {}, options)).rejects.toThrow('nobody')
})
