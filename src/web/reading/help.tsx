import { useText } from '../texts.ts'
import { helpTexts } from './help-texts.ts'

/** How the hall is used, and the accessibility statement. */
export function Help() {
  const t = useText(helpTexts)
  const part = (title: string, lines: readonly string[], ordered = false) => {
    const items = lines.map((line) => <li key={line}>{line}</li>)
    return (
      <section className="panel prose stack-tight" key={title}>
        <h2>{title}</h2>
        {ordered ? <ol className="numbered">{items}</ol> : <ul className="plain-list">{items}</ul>}
      </section>
    )
  }
  return (
    <div className="stack">
      <div className="page-head">
        <h1>{t.title}</h1>
        <p className="soft prose">{t.lead}</p>
      </div>
      {part(t.useTitle, [t.use1, t.use2, t.use3, t.use4, t.use5], true)}
      {part(t.displayTitle, [t.display1, t.display2, t.display3, t.display4])}
      {part(t.otherTitle, [t.other1, t.other2, t.other3])}
      {part(t.statementTitle, [t.statement1, t.statement2, t.statement3])}
      {part(t.tellTitle, [t.tell])}
      {part(t.privacyTitle, [t.privacy1, t.privacy2, t.privacy3])}
    </div>
  )
}
