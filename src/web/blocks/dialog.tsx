import { useId, useLayoutEffect, useRef, type ReactNode } from 'react'
import { useText } from '../texts.ts'
import { Icon } from './icon.tsx'
import { blockTexts } from './texts.ts'

interface DialogProps {
  title: string
  onClose: () => void
  /** Stays in sight at the foot: what can be done. */
  foot?: ReactNode
  children: ReactNode
}

function Modal({ title, onClose, foot, children, className }: DialogProps & { className: string }) {
  const element = useRef<HTMLDialogElement>(null)
  const id = useId()
  const t = useText(blockTexts)
  // Closed before it leaves the page, so that the browser gives the focus back to where it was.
  useLayoutEffect(() => {
    const dialog = element.current
    dialog?.showModal()
    return () => dialog?.close()
  }, [])
  return (
    <dialog
      ref={element}
      className={className}
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault()
        onClose()
      }}
    >
      <div className="dialog-head">
        <h2 id={id}>{title}</h2>
        <button type="button" className="button button-quiet dialog-close" onClick={onClose}>
          <Icon name="close" />
          {t.close}
        </button>
      </div>
      {children}
      {foot && <div className="dialog-foot row">{foot}</div>}
    </dialog>
  )
}

/** A question in front of the page. The browser's own dialog keeps the focus inside, closes on Escape and gives the focus back. */
export const Dialog = (props: DialogProps) => <Modal {...props} className="dialog" />

/** Something looked at beside the page: from the right edge, on a phone from below. Otherwise as a dialog. */
export const Drawer = (props: DialogProps) => <Modal {...props} className="dialog drawer" />
