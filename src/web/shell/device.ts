/** Names of browsers and systems as they call themselves in the user-agent line; the first that fits. */
const browsers: readonly [RegExp, string][] = [
  [/MicroMessenger/, '微信'],
  [/Edg/, 'Edge'],
  [/Firefox|FxiOS/, 'Firefox'],
  [/Chrome|CriOS/, 'Chrome'],
  [/Safari/, 'Safari'],
]
const systems: readonly [RegExp, string][] = [
  [/iPhone|iPad|iPod/, 'iOS'],
  [/HarmonyOS|OpenHarmony/, 'HarmonyOS'],
  [/Android/, 'Android'],
  [/Windows/, 'Windows'],
  [/Mac OS X|Macintosh/, 'macOS'],
  [/Linux|X11/, 'Linux'],
]

/** What a session was opened with; undefined where it does not say. */
export const deviceOf = (agent: string | null): { browser: string | undefined; system: string | undefined } => {
  const first = (of: readonly [RegExp, string][]) => of.find(([pattern]) => pattern.test(agent ?? ''))?.[1]
  return { browser: first(browsers), system: first(systems) }
}
