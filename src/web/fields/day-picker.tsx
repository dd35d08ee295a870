import { DatePicker } from 'antd'
import dayjs from 'dayjs'
import type { KeyboardEvent } from 'react'
import { Icon } from '../blocks/icon.tsx'
import { useText } from '../texts.ts'
import { Antd } from '../theme/antd.tsx'
import { fieldTexts } from './texts.ts'

export interface DayPickerProps {
  id?: string
  /** Names the control where no label stands at it. */
  label?: string
  /** Stands in the empty box; an example of a day when not said. */
  hint?: string
  /** `YYYY-MM-DD`, or `YYYY-MM-DDTHH:mm` by the city's clock with the time. */
  value: string | null
  onChange: (value: string | null) => void
  withTime?: boolean
  invalid?: boolean
  describedBy?: string
  /** Somebody is at it already. */
  autoFocus?: boolean
}

const days = ['YYYY-MM-DD', 'YYYY/M/D', 'YYYY.M.D', 'YYYY年M月D日', 'YYYYMMDD']

/** Always below the box: a dialog scrolls down to it, but what rises above its head is cut off. */
const below = { bottomLeft: { points: ['tl', 'bl'], offset: [0, 4], overflow: { shiftX: true } } }

/** Enter takes the day that was typed; it does not hand in the form. */
const keepForm = (event: KeyboardEvent) => {
  if (event.key === 'Enter') event.preventDefault()
}

/** A day, typed in any usual way or picked from a calendar; with the time when asked. */
export function DayPicker({ id, label, hint, value, onChange, withTime = false, invalid, describedBy, autoFocus }: DayPickerProps) {
  const t = useText(fieldTexts)
  return (
    <Antd>
      <DatePicker
        id={id}
        className="input-day"
        suffixIcon={<Icon name="calendar" />}
        allowClear={{ clearIcon: <Icon name="close" /> }}
        placement="bottomLeft"
        builtinPlacements={below}
        value={value ? dayjs(value) : null}
        format={withTime ? 'YYYY-MM-DD HH:mm' : days}
        showTime={withTime && { format: 'HH:mm' }}
        placeholder={hint ?? (withTime ? t.momentHint : t.dayHint)}
        status={invalid ? 'error' : ''}
        autoFocus={autoFocus ?? false}
        onKeyDown={keepForm}
        aria-label={label}
        aria-describedby={describedBy}
        onChange={(day) => onChange(day ? day.format(withTime ? 'YYYY-MM-DDTHH:mm' : 'YYYY-MM-DD') : null)}
      />
    </Antd>
  )
}
