import { useEffect, useState } from 'react'
import { useRouteError } from 'react-router'
import { Button, ButtonLink, Notice, Page } from '../blocks/index.ts'
import { Loading } from '../blocks/loading.tsx'
import { useText } from '../texts.ts'
import { isMendedByReloading, reloadOldPage } from './old-pages.ts'
import { shellTexts } from './texts.ts'

/** An address that leads nowhere. */
export function NotThere() {
  const t = useText(shellTexts)
  return (
    <Page title={t.notThere} lead={t.notThereLead}>
      <ButtonLink to="/">{t.home}</ButtonLink>
    </Page>
  )
}

/** A page that broke or couldn't be loaded. Where a new version was installed while it was open, the new version is loaded at its address. */
export function Broken() {
  const t = useText(shellTexts)
  const error = useRouteError()
  const [old] = useState(() => isMendedByReloading(error))
  useEffect(() => {
    if (old) reloadOldPage()
  }, [old])
  if (old) return <Loading />
  return (
    <main className="gate stack">
      <h1>{t.broken}</h1>
      <Notice tone="bad" live>
        <p>{t.brokenLead}</p>
        <div className="row">
          <Button onClick={() => location.reload()}>{t.reload}</Button>
          {/* The server's own page: what broke may be the browser's router. */}
          <a href="/">{t.home}</a>
        </div>
      </Notice>
    </main>
  )
}
