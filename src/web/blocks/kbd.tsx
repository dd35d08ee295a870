/** Keys to press, one after the other or together: `keys` as they stand on the keyboard. */
export const Kbd = ({ keys }: { keys: readonly string[] }) => (
  <span className="keys">
    {keys.map((key) => (
      <kbd key={key}>{key}</kbd>
    ))}
  </span>
)
