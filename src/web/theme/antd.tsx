import { ConfigProvider, theme as antd } from 'antd'
import enGB from 'antd/locale/en_GB.js'
import zhCN from 'antd/locale/zh_CN.js'
import dayjs from 'dayjs'
import 'dayjs/locale/zh-cn.js'
import { useMemo, type ReactNode } from 'react'
import { usePainted } from './painted.ts'
import { useReader } from './reader.tsx'

const token = (name: string) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim()

/** The tokens of the look that is shown, as the few controls that antd draws want them; sizes in px of the root's type. */
function themeOf(painted: string | null) {
  const rem = Number.parseFloat(getComputedStyle(document.documentElement).fontSize)
  return {
    algorithm: painted?.startsWith('light') ? antd.defaultAlgorithm : antd.darkAlgorithm,
    token: {
      colorPrimary: token('primary'),
      colorTextLightSolid: token('on-primary'),
      colorText: token('ink'),
      colorTextPlaceholder: token('ink-soft'),
      // Drawings at the end of a box: the calendar of a day.
      colorTextQuaternary: token('ink-soft'),
      colorBgContainer: token('paper'),
      colorBgElevated: token('raised'),
      colorBorder: token('edge'),
      colorSplit: token('line'),
      colorError: token('bad'),
      fontSize: Math.round(rem),
      controlHeight: Math.round(Number.parseFloat(token('control')) * rem),
      borderRadius: 8,
      fontFamily: 'inherit',
    },
    // Seven days and the edges are 295 px wide: the calendar fits into a dialog on a phone of 360 px.
    components: { DatePicker: { cellWidth: 37 } },
  }
}

/** What drops down from a control in a dialog must stand in that dialog: it lies above everything else of the page. */
const popupContainer = (control?: HTMLElement) => control?.closest('dialog') ?? document.body

/** Words of antd, but for names of buttons that don't say what stands on them: then the year and the month name themselves. */
const wordsOf = ({ DatePicker, ...locale }: typeof zhCN.default) => ({
  ...locale,
  ...(DatePicker && { DatePicker: { ...DatePicker, lang: { ...DatePicker.lang, yearSelect: '', monthSelect: '' } } }),
})
const words = { en: wordsOf(enGB.default), zh: wordsOf(zhCN.default) }

/** Around every control of antd: our colours, type and words, as the reader reads. Kept here so that pages without such a control don't load antd. */
export function Antd({ children }: { children: ReactNode }) {
  const { locale } = useReader()
  const painted = usePainted()
  dayjs.locale(locale === 'en' ? 'en' : 'zh-cn')
  const theme = useMemo(() => themeOf(painted), [painted])
  return (
    <ConfigProvider locale={locale === 'en' ? words.en : words.zh} theme={theme} getPopupContainer={popupContainer}>
      {children}
    </ConfigProvider>
  )
}
