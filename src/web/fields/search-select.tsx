import { lazy, Suspense } from 'react'
import type { SearchPickerProps } from './search-picker.tsx'

const SearchPicker = lazy(async () => ({ default: (await import('./search-picker.tsx')).SearchPicker }))

/** One of many, loaded when a form has one. */
export const SearchSelect = (props: SearchPickerProps) => (
  <Suspense fallback={<input id={props.id} className="input" disabled />}>
    <SearchPicker {...props} />
  </Suspense>
)
