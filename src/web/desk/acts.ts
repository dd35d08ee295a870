import { useMemo } from 'react'
import { useOwn } from '../shell/header.tsx'
import { useReader } from '../theme/reader.tsx'
import { useText } from '../texts.ts'
import type { Command } from './palette-model.ts'
import { deskTexts } from './texts.ts'

/** What can be done from anywhere: another post, another look, leaving. */
export function useActs(): Command[] {
  const t = useText(deskTexts)
  const own = useOwn('desk')
  const { shown, set } = useReader()
  return useMemo(
    () => [
      ...(own?.items ?? []).map(({ label, to, act }): Command => ({
        key: `own ${label}`,
        group: 'acts',
        label,
        ...(to ? { to } : {}),
        ...(act ? { act } : {}),
      })),
      {
        key: 'look',
        group: 'acts',
        label: shown === 'dark' ? t.lightLook : t.dark,
        act: () => set({ look: shown === 'dark' ? 'light' : 'dark' }),
      },
    ],
    [own, shown, set, t],
  )
}
