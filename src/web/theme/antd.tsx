import { ConfigProvider } from 'antd'
import zhCN from 'antd/locale/zh_CN.js'
import dayjs from 'dayjs'
import 'dayjs/locale/zh-cn.js'
import type { ReactNode } from 'react'

dayjs.locale('zh-cn')

/** The tokens of `tokens.css`, as the few controls that antd draws want them. */
const theme = {
  token: {
    colorPrimary: '#0f5c73',
    colorText: '#1b2629',
    colorTextPlaceholder: '#5f6d73',
    colorBorder: '#7c8a90',
    colorError: '#a3211b',
    fontSize: 17,
    controlHeight: 44,
    borderRadius: 8,
    fontFamily: 'inherit',
  },
  // Seven days and the edges are 295 px wide: the calendar fits into a dialog on a phone of 360 px.
  components: { DatePicker: { cellWidth: 37 } },
}

/** What drops down from a control in a dialog must stand in that dialog: it lies above everything else of the page. */
const popupContainer = (control?: HTMLElement) => control?.closest('dialog') ?? document.body

/** Around every control of antd: our colours, large type, Chinese words. Kept here so that pages without such a control don't load antd. */
export const Antd = ({ children }: { children: ReactNode }) => (
  <ConfigProvider locale={zhCN.default} theme={theme} getPopupContainer={popupContainer}>
    {children}
  </ConfigProvider>
)
