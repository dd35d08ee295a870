/** A matter by which a reader tells the city something of its open data. */
export const Telling = ({ title, lead, to, label }: { title: string; lead: string; to: string; label: string }) => (
  <section className="panel stack-tight">
    <h2>{title}</h2>
    <p>{lead}</p>
    <p>
      <a className="button button-plain" href={to}>
        {label}
      </a>
    </p>
  </section>
)
