import { useEffect, useState, type RefObject } from 'react'
import { Button } from '../blocks/index.ts'
import { useText } from '../texts.ts'
import { caseTexts } from './texts.ts'

/** Stays at the foot of the window while what is asked of the reader is out of sight, and leads back to it. */
export function ActBar({ panel, label }: { panel: RefObject<HTMLDivElement | null>; label: string }) {
  const t = useText(caseTexts)
  const [away, setAway] = useState(false)
  useEffect(() => {
    const element = panel.current
    if (!element) return
    const watcher = new IntersectionObserver(([entry]) => setAway(entry ? !entry.isIntersecting : false))
    watcher.observe(element)
    return () => watcher.disconnect()
  }, [panel])
  if (!away) return null
  const go = () => {
    const calm = matchMedia('(prefers-reduced-motion: reduce)').matches
    panel.current?.scrollIntoView({ block: 'center', behavior: calm ? 'auto' : 'smooth' })
    panel.current?.querySelector<HTMLElement>('button:not(:disabled)')?.focus({ preventScroll: true })
  }
  return (
    <div className="act-bar" role="group" aria-label={t.askedOfYou}>
      <span>
        <span className="soft small">{t.askedOfYou}</span> <b>{label}</b>
      </span>
      <Button look="primary" icon="up" onClick={go}>
        {t.toActs}
      </Button>
    </div>
  )
}
