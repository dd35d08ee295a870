import { useState } from 'react'
import {
  Button,
  ButtonLink,
  Dialog,
  Drawer,
  Empty,
  Facts,
  Failure,
  Icon,
  Kbd,
  Light,
  Loading,
  MenuButton,
  Notice,
  PageHead,
  Panel,
  ReasonBox,
  Section,
  Skeleton,
  Tag,
  Timeline,
  To,
  useSay,
} from '../blocks/index.ts'
import { iconNames } from '../blocks/icon.tsx'
import { useText } from '../texts.ts'
import { showcaseTexts } from './texts.ts'

export function Heads() {
  const t = useText(showcaseTexts)
  return (
    <>
      <PageHead
        title={t.pageTitle}
        lead={t.pageLead}
        crumbs={[
          { to: '/', label: t.crumbHome },
          { to: '/life/business', label: t.crumbBusiness },
        ]}
        mark={<Tag>{t.kindName}</Tag>}
        actions={<Button look="primary">{t.apply}</Button>}
      />
      <PageHead title={t.restaurant} up={{ to: '/desk', label: t.mine }} mark={<Tag tone="good">{t.concluded}</Tag>} />
    </>
  )
}

export function Buttons() {
  const t = useText(showcaseTexts)
  return (
    <div className="row">
      <Button look="primary">{t.apply}</Button>
      <Button>{t.save}</Button>
      <Button look="danger">{t.remove}</Button>
      <Button look="quiet">{t.later}</Button>
      <Button icon="download">{t.exportList}</Button>
      <Button look="primary" busy>
        {t.busy}
      </Button>
      <Button disabled>{t.off}</Button>
      <Button small icon="filter">
        {t.clear}
      </Button>
      <ButtonLink to="/search" icon="search">
        {t.findCases}
      </ButtonLink>
      <To to="/">{t.crumbHome}</To>
    </div>
  )
}

export function Menus() {
  const t = useText(showcaseTexts)
  return (
    <div className="row menu-start">
      <MenuButton label={t.menu} icon="more">
        <button type="button" className="menu-item">
          <span className="menu-mark">
            <Icon name="print" />
          </span>
          {t.print}
        </button>
        <button type="button" className="menu-item">
          <span className="menu-mark">
            <Icon name="copy" />
          </span>
          {t.copy}
        </button>
      </MenuButton>
      <span>
        {t.keys} <Kbd keys={['Ctrl', 'K']} />
      </span>
    </div>
  )
}

export function Sheets() {
  const t = useText(showcaseTexts)
  const facts = [
    [t.applicant, t.applicantName],
    [t.place, t.placeName],
    [t.number, '441802202611230000001'],
  ] as const
  return (
    <>
      <Panel title={t.asked} icon="info" lead={t.askedLead} pressing aside={<Light colour="yellow" />}>
        <Button look="primary">{t.apply}</Button>
      </Panel>
      <Panel title={t.cases} aside={<To to="/desk">{t.all}</To>}>
        <p>{t.panelText}</p>
      </Panel>
      <Section title={t.applicant} icon="person">
        <Facts items={facts} />
      </Section>
      <Panel title={t.matter}>
        <Facts lines items={facts} />
      </Panel>
    </>
  )
}

export function Words() {
  const t = useText(showcaseTexts)
  return (
    <div className="stack">
      <div className="row">
        <Tag>{t.underWay}</Tag>
        <Tag tone="plain">{t.draft}</Tag>
        <Tag tone="good">{t.concluded}</Tag>
        <Tag tone="warn">{t.waiting}</Tag>
        <Tag tone="bad">{t.refused}</Tag>
      </div>
      <div className="row">
        <Light colour="green" />
        <Light colour="yellow" />
        <Light colour="red" />
        <Light colour="paused" />
      </div>
      <Notice title={t.info} />
      <Notice tone="good" title={t.good} />
      <Notice tone="warn" title={t.warn}>
        <p>{t.askedLead}</p>
      </Notice>
      <Notice tone="bad" title={t.bad} live />
    </div>
  )
}

export function Waiting() {
  const t = useText(showcaseTexts)
  return (
    <div className="stack">
      <Loading />
      <Skeleton />
      <Skeleton shape="figures" lines={3} />
      <Skeleton shape="cards" lines={2} />
      <Skeleton shape="table" lines={3} />
      <Empty icon="search" title={t.nothing} action={<Button>{t.clear}</Button>}>
        <p>{t.nothingLead}</p>
      </Empty>
      <Empty>{t.nothing}</Empty>
      <Failure error={new Error(t.failed)} retry={() => undefined} />
      {/* As a page of its own has it, under a title that says already what kind of failure it is. */}
      <Failure error={new Error(t.failed)} titled />
    </div>
  )
}

export function Dialogs() {
  const t = useText(showcaseTexts)
  const say = useSay()
  const [open, setOpen] = useState<'dialog' | 'drawer' | null>(null)
  const close = () => setOpen(null)
  return (
    <div className="row">
      <Button onClick={() => setOpen('dialog')}>{t.openDialog}</Button>
      <Button onClick={() => setOpen('drawer')}>{t.openDrawer}</Button>
      <Button onClick={() => say(t.saved)}>{t.saySaved}</Button>
      {open === 'dialog' && (
        <Dialog
          title={t.dialogTitle}
          onClose={close}
          foot={
            <>
              <Button look="danger" onClick={close}>
                {t.remove}
              </Button>
              <Button onClick={close}>{t.later}</Button>
            </>
          }
        >
          <p>{t.dialogText}</p>
        </Dialog>
      )}
      {open === 'drawer' && (
        <Drawer title={t.drawerTitle} onClose={close} foot={<Button look="primary">{t.accepted}</Button>}>
          <Happened />
        </Drawer>
      )}
    </div>
  )
}

/** As it is asked for, and as it is when nothing was written. */
export function Reasons() {
  const t = useText(showcaseTexts)
  const [reason, setReason] = useState('')
  return (
    <>
      <ReasonBox label={t.reason} value={reason} onChange={setReason} problem={undefined} help={t.reasonHelp} />
      <ReasonBox label={t.reason} value={reason} onChange={setReason} problem={t.reasonMissing} />
    </>
  )
}

export function Happened() {
  const t = useText(showcaseTexts)
  return (
    <Timeline
      label={t.progressTab}
      items={[
        { key: '1', title: t.submitted, at: '2026-03-02T01:09:00Z', by: t.applicantName },
        { key: '2', title: t.supplement, at: '2026-03-03T06:30:00Z', by: t.windowPost, tone: 'warn', children: <p>{t.warn}</p> },
        { key: '3', title: t.accepted, at: '2026-03-05T02:00:00Z', by: t.windowPost, tone: 'good' },
        { key: '4', title: t.examining, state: 'now' },
        { key: '5', title: t.deciding, state: 'ahead' },
      ]}
    />
  )
}

export const Icons = () => (
  <ul className="showcase-icons">
    {iconNames.map((name) => (
      <li key={name}>
        <Icon name={name} size={1.5} />
        <code>{name}</code>
      </li>
    ))}
  </ul>
)
