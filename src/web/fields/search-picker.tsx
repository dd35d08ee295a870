import { Select } from 'antd'
import { Antd } from '../theme/antd.tsx'

export interface SearchPickerProps {
  id: string
  value: string | undefined
  options: { value: string; label: string }[]
  onChange: (value: string | null) => void
  onSearch: (words: string) => void
  placeholder: string
  clear: boolean
  busy: boolean
  disabled?: boolean
  invalid?: boolean
  describedBy?: string
}

/** antd leaves the list that drops down without a name. */
const nameList = (popup: HTMLElement | null, name: string) =>
  popup?.querySelectorAll('[role=listbox]').forEach((list) => list.setAttribute('aria-label', name))

/** One of many: the list is asked for while one types. */
export const SearchPicker = ({
  id,
  value,
  options,
  onChange,
  onSearch,
  placeholder,
  clear,
  busy,
  disabled,
  invalid,
  describedBy,
}: SearchPickerProps) => (
  <Antd>
    <Select
      id={id}
      className="input-select"
      showSearch={{ filterOption: false, onSearch }}
      allowClear={clear}
      value={value}
      placeholder={placeholder}
      loading={busy}
      disabled={disabled}
      status={invalid ? 'error' : ''}
      aria-describedby={describedBy}
      notFoundContent={busy ? '正在查找…' : '没有找到'}
      onChange={(chosen) => onChange(chosen ?? null)}
      options={options}
      popupRender={(list) => <div ref={(popup) => nameList(popup, placeholder)}>{list}</div>}
    />
  </Antd>
)
