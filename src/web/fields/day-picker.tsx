import { DatePicker } from 'antd'
import dayjs from 'dayjs'
import { Antd } from '../theme/antd.tsx'
import type { InputProps } from './view.ts'

const written = ['YYYY-MM-DD', 'YYYY/M/D', 'YYYY.M.D', 'YYYY年M月D日', 'YYYYMMDD']

/** A day, typed in any usual way or picked from a calendar. */
export const DayPicker = ({ id, value, onChange, invalid, describedBy }: InputProps) => (
  <Antd>
    <DatePicker
      id={id}
      className="input-day"
      value={typeof value === 'string' ? dayjs(value) : null}
      format={written}
      placeholder="如 2026-03-01"
      status={invalid ? 'error' : ''}
      aria-describedby={describedBy}
      onChange={(day) => onChange(day ? day.format('YYYY-MM-DD') : null)}
    />
  </Antd>
)
