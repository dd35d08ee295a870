import { renderToStaticMarkup } from 'react-dom/server'
import { MemoryRouter } from 'react-router'
import { describe, expect, it } from 'vitest'
import { LocaleContext } from '../texts.ts'
import { ClockBlock } from './clock-block.tsx'
import { dayInWords, dayOfMoment, momentInWords } from './days.ts'
import { Icon, iconNames } from './icon.tsx'
import { lineOf } from './sparkline.tsx'
import { Stat } from './stat.tsx'
import { Steps } from './steps.tsx'
import { To } from './to.tsx'

const words = (html: string) =>
  html
    .replaceAll(/<[^>]+>/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim()

describe('days', () => {
  it('are said in both languages, by the clock of the city', () => {
    expect([dayInWords('2026-03-01'), dayInWords('2026-03-01', 'en')]).toEqual(['2026年3月1日', '1 March 2026'])
    // Eight in the evening at Greenwich is the next morning here.
    expect([dayOfMoment('2026-03-01T20:05:00Z'), dayOfMoment('2026-03-01T20:05:00Z', 'en')]).toEqual(['2026年3月2日', '2 March 2026'])
    expect(momentInWords('2026-03-01T20:05:00Z')).toBe('2026年3月2日 04:05')
    expect(dayInWords('明年')).toBe('明年')
  })
})

describe('a line of values', () => {
  it('has its greatest at the top and its ends at the edges', () => {
    expect(lineOf([0, 5, 10])).toEqual([
      [0, 26],
      [50, 14],
      [100, 2],
    ])
  })
  it('lies in the middle when nothing changes, and when there is one value', () => {
    expect(lineOf([3, 3]).map(([, y]) => y)).toEqual([14, 14])
    expect(lineOf([7])).toEqual([[50, 14]])
  })
  it('leaves room for a target', () => {
    expect(lineOf([0, 5], [0, 5, 10]).at(-1)).toEqual([100, 14])
  })
})

describe('a figure', () => {
  it('says number, unit, change, target, time and source', () => {
    const html = renderToStaticMarkup(
      <Stat
        label="在办件"
        value={12345}
        unit="件"
        target={12000}
        change={{ by: -45, better: 'less' }}
        at="2026-03-01"
        source="办件登记库"
      />,
    )
    expect(words(html)).toBe('在办件 12,345 件 比上期少 45 目标 12,000 件 2026年3月1日 办件登记库')
    expect(html).toContain('stat-good')
  })
  it('that is not known is no nought', () => {
    const html = words(renderToStaticMarkup(<Stat label="在办件" value={null} unit="件" />))
    expect(html).toBe('在办件 — 件 暂无数据')
  })
})

describe('a limit', () => {
  const clock = (left: number | null, light: 'green' | 'red' | 'paused' = 'green') =>
    words(renderToStaticMarkup(<ClockBlock label="受理" light={light} until="2026-03-09" left={left} total={5} />))
  it('says its days left, its last day and how far it is over', () => {
    expect([clock(4), clock(0), clock(-2, 'red')]).toEqual([
      '受理 还剩 4 个工作日 2026年3月9日前',
      '受理 今天到期 2026年3月9日前',
      '受理 已超期 2 个工作日 2026年3月9日前',
    ])
    expect(clock(3, 'paused')).toContain('计时暂停')
  })
  it('is said in English too', () => {
    const html = renderToStaticMarkup(
      <LocaleContext value="en">
        <ClockBlock label="Acceptance" light="green" until="2026-03-09" left={1} />
      </LocaleContext>,
    )
    expect(words(html)).toBe('Acceptance 1 working day left By 9 March 2026')
  })
})

describe('a way in steps', () => {
  it('says where one is, and leads back but not ahead', () => {
    const html = renderToStaticMarkup(
      <Steps
        now="fill"
        steps={[
          { key: 'answer', label: '回答', to: '/a' },
          { key: 'fill', label: '填写', to: '/b' },
          { key: 'send', label: '提交', to: '/c' },
        ]}
      />,
    )
    expect([...html.matchAll(/href="([^"]+)"/g)].map(([, to]) => to)).toEqual(['/a'])
    expect(words(html)).toContain('第 2 步，共 3 步：填写')
  })
})

describe('a link', () => {
  it('is one in a page of the server as in a page of the browser', () => {
    const link = <To to="/me?tab=cases">我的</To>
    expect(renderToStaticMarkup(link)).toBe('<a href="/me?tab=cases">我的</a>')
    expect(renderToStaticMarkup(<MemoryRouter>{link}</MemoryRouter>)).toContain('href="/me?tab=cases"')
  })
})

it('icons draw within their field and say nothing', () => {
  expect(iconNames.length).toBeGreaterThanOrEqual(40)
  for (const name of iconNames) {
    const html = renderToStaticMarkup(<Icon name={name} />)
    expect(html).toContain('aria-hidden="true"')
    expect(html).not.toMatch(/NaN|undefined|style=/)
  }
})
