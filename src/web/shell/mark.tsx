/** The mark of the platform: the streets of a walled city, and the pivot that they turn on. */
export const Mark = () => (
  <svg className="mark" width="34" height="34" viewBox="0 0 32 32" aria-hidden="true" focusable="false">
    <path className="mark-ground" d="M6 1h20a5 5 0 0 1 5 5v20a5 5 0 0 1-5 5H6a5 5 0 0 1-5-5V6a5 5 0 0 1 5-5z" />
    <path className="mark-streets" d="M7 11.5h18M7 20.5h18M11.5 7v18M20.5 7v18" />
    <path className="mark-wall" d="M7 7h18v18H7z" />
    <circle className="mark-pivot" cx="16" cy="16" r="3.6" />
  </svg>
)
