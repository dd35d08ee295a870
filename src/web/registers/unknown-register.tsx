import { Empty, Page } from '../blocks/index.ts'
import { useText } from '../texts.ts'
import { registerTexts } from './texts.ts'

/** A register that is not there, or not for whoever looks: the two are not told apart. */
export function UnknownRegister() {
  const t = useText(registerTexts)
  return (
    <Page title={t.registers} up={{ to: '/desk/registers', label: t.registers }}>
      <Empty icon="lock">{t.unknown}</Empty>
    </Page>
  )
}
