import type { Page } from 'playwright-core'
import type { Story } from './story.ts'

/** A page to be looked at: name, who sees it, where, and what is done there before. */
export type Shown = readonly [name: string, account: string | undefined, at: string, prepare?: (page: Page) => Promise<unknown>]

const persons = '/desk/registers/population.person'
const press = (name: RegExp) => (page: Page) => page.getByRole('button', { name }).first().click()
const dialog = (page: Page) => page.getByRole('dialog').first().waitFor()
const tick = (count: number) => async (page: Page) => {
  const boxes = page.locator('.inbox-row').getByRole('checkbox')
  await boxes.first().waitFor()
  for (let at = 0; at < count; at++) await boxes.nth(at).check()
}
const doing =
  (...steps: readonly ((page: Page) => Promise<unknown>)[]) =>
  async (page: Page) => {
    for (const step of steps) await step(page)
  }
const firstOf = (what: string) => async (page: Page) => {
  const address = page.url()
  await page.locator(what).first().click()
  await page.waitForURL((url) => url.href !== address)
  await page.locator('h1').first().waitFor()
}
const type = (words: string) => async (page: Page) => {
  await page.keyboard.press('Control+k')
  await dialog(page)
  await page.keyboard.type(words)
  await page.getByRole('listbox').waitFor()
}

const unfold = async (page: Page) => {
  await page.locator('main details').evaluateAll((all) => all.forEach((one) => one.setAttribute('open', '')))
}

/** What applicants, clerks, stewards, administrators and leaders come to within a page; what they press is found in either language. */
export const statesOf = ({ waiting, missing, opened, person, account, organisation }: Story): readonly Shown[] => [
  ['hall-case-withdraw', 'citizen', `/cases/${missing}`, doing(press(/^(撤回申请|Withdraw)/), dialog)],
  ['hall-case-unfolded', 'citizen', `/cases/${opened}`, unfold],
  ['hall-case-print', 'citizen', `/cases/${opened}`, (page) => page.emulateMedia({ media: 'print' })],
  ['hall-password-wrong', 'citizen', '/me/account', press(/^(修改密码|Change the password)$/)],
  ['hall-proxy-wrong', 'citizen', '/me/proxies/new', (page) => page.locator('main form button[type=submit]').click()],
  [
    'desk-inbox-pointed',
    'window',
    '/desk',
    (page) =>
      page
        .locator('.inbox-row')
        .first()
        .waitFor()
        .then(() => page.keyboard.press('j')),
  ],
  ['desk-inbox-many', 'window', '/desk', tick(3)],
  ['desk-inbox-none', 'window', '/desk?words=zzzz'],
  ['desk-inbox-red', 'window', '/desk?light=red'],
  ['desk-inbox-filters', 'window', '/desk?light=yellow&mine=nobody', (page) => page.locator('.filters > summary').click()],
  ['desk-inbox-office', 'market-approver', '/desk?whose=office'],
  ['desk-inbox-reassign', 'market-approver', '/desk?whose=office', doing(tick(2), press(/^(改派|Reassign)$/), dialog)],
  ['desk-inbox-act', 'window', '/desk', doing(tick(1), press(/^(办理同一步|Do one step)$/), dialog)],
  ['desk-inbox-save', 'window', '/desk?light=red&mine=nobody', doing(press(/^(存为视图|Save as view)$/), dialog)],
  ['desk-palette', 'window', '/desk', type('xx')],
  ['desk-palette-none', 'window', '/desk', type('zzzz')],
  ['desk-reader-menu', 'window', '/desk', (page) => page.locator('header summary').first().click()],
  ['desk-own-menu', 'signboard', '/desk', (page) => page.locator('header summary').last().click()],
  ['desk-case-accept', 'window', `/desk/cases/${waiting}`, doing(press(/^(受理|Accept)/), dialog)],
  [
    'desk-case-supplement',
    'window',
    `/desk/cases/${waiting}`,
    doing(press(/^(一次性告知补正|Ask.*supplement|Tell.*missing)/i), dialog, press(/^(添加一行|Add a row)/)),
  ],
  ['desk-case-refuse', 'window', `/desk/cases/${waiting}`, doing(press(/^(不予受理|Refuse|Do not accept)/), dialog)],
  ['desk-case-unknown', 'window', '/desk/cases/0190a0a0-0000-7000-8000-000000000000'],
  ['desk-record-unknown', 'population', `${persons}/0190a0a0-0000-7000-8000-000000000000`],
  ['desk-register-unknown', 'window', persons],
  ['desk-nothing', 'window', '/desk/no-such'],
  ['desk-persons-none', 'population', `${persons}?search=zzzz`],
  ['desk-persons-filters', 'population', `${persons}?sex=1`, (page) => page.locator('.filters > summary').click()],
  [
    'desk-persons-columns',
    'population',
    persons,
    (page) =>
      page
        .locator('main summary')
        .filter({ hasText: /^(显示列|Columns)$/ })
        .click(),
  ],
  ['desk-persons-close', 'population', persons, press(/^(紧凑|Compact)$/)],
  ['desk-persons-export', 'population', `${persons}?search=%E9%99%88`, doing(press(/^(导出|Export)$/), dialog)],
  ['desk-persons-chosen', 'population', persons, (page) => page.locator('tbody').getByRole('checkbox').first().check()],
  [
    'desk-persons-end',
    'population',
    persons,
    doing((page) => page.locator('tbody').getByRole('checkbox').first().check(), press(/^(终止|End)$/), dialog),
  ],
  ['desk-entity', 'market-examiner', '/desk/registers/entity.entity', firstOf('tbody a')],
  [
    'desk-entity-reveal',
    'market-examiner',
    '/desk/registers/entity.entity',
    doing(firstOf('tbody a'), press(/^(查看明文|Show)[：:]/), dialog),
  ],
  ['desk-licence', 'licence', '/desk/registers/licence.certificate', firstOf('tbody a')],
  ['desk-posts-list', 'security', '/desk/registers/identity.post'],
  ['desk-duties', 'security', '/desk/registers/identity.duty'],
  ['desk-duty', 'security', '/desk/registers/identity.duty', firstOf('tbody a')],
  ['desk-regions', 'administrator', '/desk/registers/identity.region'],
  ['desk-accounts', 'administrator', '/desk/registers/identity.account'],
  ['desk-case-examine', 'market-examiner', '/desk', firstOf('.inbox-row a')],
  [
    'desk-case-examine-act',
    'market-examiner',
    '/desk',
    doing(firstOf('.inbox-row a'), (page) => page.locator('.task .button').nth(1).click(), dialog),
  ],
  [
    'desk-case-fire-act',
    'fire-officer',
    '/desk',
    doing(firstOf('.inbox-row a'), (page) => page.locator('.task .button-primary').first().click(), dialog),
  ],
  ['desk-person-correct', 'population', `${persons}/${person}/correct`],
  ['desk-person-wrong', 'population', `${persons}/new`, press(/^(保存|Save)$/)],
  ['desk-organisation-found', 'administrator', '/desk/organisations?search=%E5%B8%82%E5%9C%BA'],
  ['desk-organisation-grant', 'security', `/desk/organisations/${organisation}`, doing(press(/^(授予职责|Give a duty)/), dialog)],
  ['desk-account-password', 'administrator', `/desk/accounts/${account}`, press(/^(设置密码|Set a password)$/)],
  ['desk-logs-changes', 'audit', '/desk/logs', (page) => page.getByRole('tab').last().click()],
  ['cockpit-town', 'county-head', '/cockpit', (page) => page.locator('.place-list a, .places a').first().click()],
  [
    'cockpit-scenarios-run',
    'mayor',
    '/cockpit/scenarios',
    async (page) => {
      const arrivals = page.getByRole('spinbutton', { name: /^(收件量|Cases received)$/ })
      await arrivals.fill('130')
      await press(/^(开始推演|Simulate)$/)(page)
      await page.getByRole('button', { name: /^(留存|Keep)$/ }).waitFor()
    },
  ],
  ['desk-consents-refuse', 'security', '/desk/consents', doing(press(/^(不同意|Refuse)/), dialog)],
  ['desk-citizens-wrong', 'window', '/desk/citizens', press(/^(核验无误，生成代码|Document checked.*)$/)],
  ['hall-enter-code-wrong', undefined, '/sign-in/code', press(/^(设定密码|Choose this password)$/)],
  ['cockpit-late', 'mayor', '/cockpit?figure=hall.late'],
  ['cockpit-forbidden', 'window', '/cockpit'],
]
