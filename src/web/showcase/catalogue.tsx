import { useState, type ComponentType } from 'react'
import { Page, Section, Toolbar } from '../blocks/index.ts'
import type { Face } from '../shell/faces.ts'
import { FrameView } from '../shell/frame.tsx'
import { useText } from '../texts.ts'
import { useFace, useReader } from '../theme/reader.tsx'
import { FieldSamples } from './fields.tsx'
import { Frames } from './frames.tsx'
import { Clocks, Figures, Going, Lists, Parts, Searching } from './lists.tsx'
import { showcaseTexts } from './texts.ts'
import { Tokens } from './tokens.tsx'
import { Buttons, Dialogs, Happened, Heads, Icons, Menus, Reasons, Sheets, Waiting, Words } from './words.tsx'

/** The parts of the catalogue: which blocks each shows, and the part itself. A test compares with what the blocks' index exports. */
export const parts: readonly { blocks: readonly string[]; Show: ComponentType }[] = [
  { blocks: ['Page', 'PageHead'], Show: Heads },
  { blocks: ['Button', 'ButtonLink', 'To'], Show: Buttons },
  { blocks: ['MenuButton', 'Kbd'], Show: Menus },
  { blocks: ['Panel', 'Section', 'Facts'], Show: Sheets },
  { blocks: ['Tag', 'Light', 'Notice'], Show: Words },
  { blocks: ['SavedViews', 'Toolbar', 'FilterBar', 'Table', 'SelectionBar', 'Pager'], Show: Lists },
  { blocks: ['SearchBox'], Show: Searching },
  { blocks: ['Tabs'], Show: Parts },
  { blocks: ['Dialog', 'Drawer', 'Saying'], Show: Dialogs },
  { blocks: ['ReasonBox'], Show: Reasons },
  { blocks: ['Timeline'], Show: Happened },
  { blocks: ['ClockBlock'], Show: Clocks },
  { blocks: ['Stat', 'Stats', 'Sparkline'], Show: Figures },
  { blocks: ['Steps', 'Progress'], Show: Going },
  { blocks: ['Loading', 'Skeleton', 'Empty', 'Failure', 'FailedPage'], Show: Waiting },
  { blocks: ['Icon'], Show: Icons },
]

const faces: readonly Face[] = ['hall', 'desk', 'cockpit']

/** The living catalogue: every block in every state, as the reader reads. */
export function Catalogue() {
  const t = useText(showcaseTexts)
  const { look, size, locale, set } = useReader()
  const [face, setFace] = useState<Face>('hall')
  useFace(face)
  return (
    <FrameView
      face={face}
      city={t.sample}
      demo={false}
      here="/me"
      nav={[
        { to: '#tokens', label: t.tokens, icon: 'look' },
        { to: '#Table', label: t.cases, icon: 'registers' },
      ]}
      own={null}
      unread={2}
      choice={{ look, size, lang: locale }}
      setChoice={({ look, size, lang }) => set({ ...(look && { look }), ...(size && { size }), ...(lang && { lang }) })}
    >
      <Page title={t.title} lead={t.lead}>
        <Toolbar label={t.density}>
          {faces.map((one) => (
            <button key={one} type="button" className="button" aria-pressed={one === face} onClick={() => setFace(one)}>
              {t[one]}
            </button>
          ))}
        </Toolbar>
        {parts.map(({ blocks, Show }) => (
          <div key={blocks[0]} id={blocks[0]} className="showcase-part">
            <h2 className="showcase-names">
              {blocks.map((name) => (
                <code key={name}>{name}</code>
              ))}
            </h2>
            <Show />
          </div>
        ))}
        <Section title={t.frame} lead={t.frameLead}>
          <Frames />
        </Section>
        <Section title={t.fields} lead={t.fieldsLead}>
          <FieldSamples />
        </Section>
        <div id="tokens">
          <Tokens />
        </div>
      </Page>
    </FrameView>
  )
}
