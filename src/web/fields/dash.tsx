/** Where a value would stand and there is none. */
export const Dash = () => <span className="soft">—</span>
