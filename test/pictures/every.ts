import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { stickingOut } from '../browser/look.ts'
import type { People } from './people.ts'
import { statesOf, type Shown } from './states.ts'
import type { Story } from './story.ts'
import { open, pictureOf } from './take.ts'

/** How pages are read. */
const ways = {
  light: { look: 'light' },
  dark: { look: 'dark' },
  contrast: { look: 'contrast' },
  large: { size: 'large' },
  english: { lang: 'en' },
} as const satisfies Record<string, Record<string, string>>

const screens = [
  { width: 360, height: 780 },
  { width: 1280, height: 900 },
  { width: 1920, height: 1080 },
]
const walls = [
  { width: 1920, height: 1080 },
  { width: 3840, height: 2160 },
]

/** Every page of the three faces: name, who sees it, and its address. */
const pagesOf = ({ county, guide, opened, missing, waiting, code, own, person, organisation, account }: Story) =>
  [
    ['hall-home', undefined, '/'],
    ['hall-search', undefined, '/search?q=%E9%9D%A2%E9%A6%86'],
    ['hall-search-nothing', undefined, '/search?q=%E5%98%8E%E5%98%8E'],
    ['hall-life', undefined, '/life'],
    ['hall-life-birth', undefined, '/life/birth'],
    ['hall-guide', undefined, '/matters/hall.food-permit'],
    ['hall-guide-joint', undefined, `/matters/hall.restaurant-opening?region=${county}`],
    ['hall-guide-listed', undefined, `/matters/list.512b0003600037-511602000000-000-11511301008778298w-1-00?region=${county}`],
    ['hall-near', undefined, `/near?region=${county}`],
    ['hall-verify', undefined, '/verify'],
    ['hall-verified', undefined, `/verify/${code}`],
    ['hall-verify-wrong', undefined, '/verify/ABCD-1234'],
    ['hall-help', undefined, '/help'],
    ['hall-nothing', undefined, '/no/such/page'],
    ['hall-sign-in', undefined, '/sign-in'],
    ['hall-enter-code', undefined, '/sign-in/code'],
    ['hall-apply', 'citizen', `/matters/hall.restaurant-opening/apply?region=${county}&guide=${guide}`],
    ...(['form', 'materials', 'check'] as const).map(
      (step) => [`hall-apply-${step}`, 'citizen', `/matters/hall.restaurant-opening/apply?region=${county}&step=${step}`] as const,
    ),
    ['hall-me', 'citizen', '/me'],
    ['hall-me-other', 'neighbour', '/me'],
    ['hall-me-due', 'citizen', '/me/due'],
    ['hall-me-certificates', 'citizen', '/me/certificates'],
    ['hall-me-records', 'citizen', '/me/records'],
    ['hall-me-correct', 'citizen', `/me/records/population.person/${own}/correct`],
    ['hall-me-access', 'citizen', '/me/access'],
    ['hall-me-life', 'citizen', '/me/life'],
    ['hall-me-proxies', 'citizen', '/me/proxies'],
    ['hall-me-proxy-new', 'citizen', '/me/proxies/new'],
    ['hall-me-account', 'citizen', '/me/account'],
    ['hall-me-sessions', 'citizen', '/me/sessions'],
    ['hall-messages', 'citizen', '/messages'],
    ['hall-case-missing', 'citizen', `/cases/${missing}`],
    ['hall-case-done', 'citizen', `/cases/${opened}`],
    ['setup', undefined, '/setup'],
    ['desk-sign-in', undefined, '/desk/sign-in'],
    ['desk-inbox', 'window', '/desk'],
    ['desk-inbox-done', 'window', '/desk?state=done'],
    ['desk-case', 'window', `/desk/cases/${waiting}`],
    ['desk-case-done', 'window', `/desk/cases/${opened}`],
    ['desk-messages', 'window', '/desk/messages'],
    ['desk-posts', 'signboard', '/desk/posts'],
    ['desk-registers', 'population', '/desk/registers'],
    ['desk-persons', 'population', '/desk/registers/population.person'],
    ['desk-person', 'population', `/desk/registers/population.person/${person}`],
    ['desk-person-new', 'population', '/desk/registers/population.person/new'],
    ['desk-person-change', 'population', `/desk/registers/population.person/${person}/change`],
    ['desk-entities', 'entity', '/desk/registers/entity.entity'],
    ['desk-licences', 'licence', '/desk/registers/licence.certificate'],
    ['desk-asks', 'entity', '/desk/asks'],
    ['desk-asks-none', 'population', '/desk/asks'],
    ['desk-sessions', 'window', '/desk/sessions'],
    ['desk-citizens', 'window', '/desk/citizens'],
    ['desk-consents', 'security', '/desk/consents'],
    ['desk-organisations', 'administrator', '/desk/organisations'],
    ['desk-organisation', 'administrator', `/desk/organisations/${organisation}`],
    ['desk-account', 'administrator', `/desk/accounts/${account}`],
    ['desk-account-new', 'administrator', '/desk/accounts/new'],
    ['desk-logs', 'audit', '/desk/logs'],
    ['desk-jobs', 'administrator', '/desk/jobs'],
    ['cockpit', 'mayor', '/cockpit'],
    ['cockpit-county', 'county-head', '/cockpit'],
    ['cockpit-figure', 'mayor', '/cockpit/figures/hall.underway'],
    ['cockpit-scenarios', 'mayor', '/cockpit/scenarios'],
    ['cockpit-records', 'mayor', '/cockpit/figures/hall.underway/records'],
    ['wall', 'mayor', '/cockpit?wall=1'],
  ] as const

/** Takes every page in every way of reading on every screen, whole, for people to look through, and says what sticks out of a screen. */
export async function takeAll(to: {
  people: People
  address: string
  story: Story
  folder: string
  isWanted: (name: string) => boolean
  say: (line: string) => void
}): Promise<void> {
  const { people, address, story, folder, isWanted, say } = to
  const seen: readonly Shown[] = [...pagesOf(story), ...statesOf(story)]
  for (const [name, account, where, prepare] of seen)
    for (const { width, height } of name === 'wall' ? walls : screens)
      for (const [way, chosen] of Object.entries(ways)) {
        const file = `${name}-${width}-${way}.webp`
        if (!isWanted(file)) continue
        const page = await open(people, address, { account, address: where, width, height, chosen })
        // A state that can't be brought about is told; the others are taken nevertheless.
        await prepare?.(page).catch((error: unknown) => say(`${file}: ${String(error)}`))
        for (const fault of await stickingOut(page)) say(`${file}: ${fault}`)
        await writeFile(join(folder, file), await pictureOf(page, { whole: name !== 'wall' }))
        await page.close()
      }
}
