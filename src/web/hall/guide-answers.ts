/** Answers that somebody gives on a guide page go with them to the application, in this tab. */
const at = (matter: string) => `chengshu.guide.${matter}`

export function readGuide(matter: string): Record<string, unknown> {
  const kept = sessionStorage.getItem(at(matter))
  return kept ? (JSON.parse(kept) as Record<string, unknown>) : {}
}

export const keepGuide = (matter: string, answers: Record<string, unknown>): void =>
  sessionStorage.setItem(at(matter), JSON.stringify(answers))
