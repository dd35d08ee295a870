import { useState } from 'react'
import { language } from '../api/language.ts'
import { ApiProblem, unreachable } from '../api/problem.ts'
import type { ProblemDetails } from '../api/types.ts'
import {
  Button,
  ButtonLink,
  Failure,
  Icon,
  Loading,
  Notice,
  Page,
  Panel,
  Section,
  Table,
  Tag,
  useNumber,
  type Column,
} from '../blocks/index.ts'
import '../imports/imports.css'
import { useText } from '../texts.ts'
import { useAct, type Inventory } from './catalogue-data.ts'
import { catalogueTexts } from './texts.ts'

/** Sends an inventory to be checked, or to be taken in as far as it is good. @throws ApiProblem */
async function send({ file, takes }: { file: File; takes: boolean }): Promise<Inventory> {
  const form = new FormData()
  form.append('file', file)
  const answer = await fetch(`/api/catalogue/inventory${takes ? '?take=true' : ''}`, {
    method: 'POST',
    body: form,
    headers: { accept: 'application/json', 'accept-language': language(), 'x-chengshu': '1' },
  }).catch(() => undefined)
  if (!answer) throw new ApiProblem({ status: unreachable })
  const body = (await answer.json()) as unknown
  if (!answer.ok) throw new ApiProblem({ ...(body as Partial<ProblemDetails>), status: answer.status })
  return body as Inventory
}

function Checked({ name, inventory, take, taking }: { name: string; inventory: Inventory; take: () => void; taking: boolean }) {
  const t = useText(catalogueTexts)
  const number = useNumber()
  const { resources, problems, taken } = inventory
  const good = resources.filter((one) => one.good).length
  const columns: Column<Inventory['resources'][number]>[] = [
    { key: 'name', label: t.resource, title: true, cell: (one) => one.name },
    { key: 'row', label: t.row, align: 'end', cell: ({ row }) => number(row) },
    { key: 'items', label: t.itemCount, align: 'end', cell: ({ items }) => number(items) },
    { key: 'good', label: t.result, cell: (one) => <Tag tone={one.good ? 'good' : 'warn'}>{one.good ? t.fine : t.notFine}</Tag> },
  ]
  const wrong: Column<Inventory['problems'][number]>[] = [
    { key: 'row', label: t.row, title: true, cell: ({ row }) => number(row) },
    { key: 'column', label: t.column, cell: ({ column }) => column },
    { key: 'message', label: t.problem, cell: ({ message }) => message },
  ]
  return (
    <>
      <Panel title={t.checkedFile(name)}>
        <div className="stack">
          <p role="status">
            {t.sum(number(resources.length), number(resources.reduce((sum, { items }) => sum + items, 0)))} · {t.good(number(good))}
            {problems.length > 0 && ` · ${t.bad(number(problems.length))}`}
          </p>
          {taken > 0 && (
            <Notice tone="good" title={t.taken(number(taken))} live>
              <ButtonLink to="/desk/catalogue/mine?part=drafts">{t.toDrafts}</ButtonLink>
            </Notice>
          )}
          {taken === 0 && good > 0 && (
            <div className="row">
              <Button look="primary" busy={taking} onClick={take}>
                {t.take(number(good))}
              </Button>
            </div>
          )}
          <Table label={t.checkedFile(name)} columns={columns} rows={resources} keyOf={({ row }) => String(row)} />
        </div>
      </Panel>
      {problems.length > 0 && (
        <Section title={t.problems} lead={t.problemsLead}>
          <Table label={t.problems} columns={wrong} rows={problems} keyOf={({ row, column, message }) => `${row} ${column} ${message}`} />
        </Section>
      )}
    </>
  )
}

/** Where a department's inventory comes in: checked first, then taken in as far as it is good. */
export function InventoryPage() {
  const t = useText(catalogueTexts)
  const [file, setFile] = useState<File>()
  const [over, setOver] = useState(false)
  const sent = useAct(send)
  const check = (one: File | undefined) => {
    if (!one || sent.isPending) return
    setFile(one)
    sent.mutate({ file: one, takes: false })
  }
  return (
    <Page title={t.inventory} lead={t.inventoryLead} up={{ to: '/desk/catalogue', label: t.catalogue }}>
      <div className="stack">
        {sent.error && <Failure error={sent.error} />}
        <div
          className={over ? 'drop drop-over' : 'drop'}
          onDragOver={(event) => {
            event.preventDefault()
            setOver(true)
          }}
          onDragLeave={() => setOver(false)}
          onDrop={(event) => {
            event.preventDefault()
            setOver(false)
            check(event.dataTransfer.files[0])
          }}
        >
          <Icon name="upload" size={2} />
          <label className="upload-label">
            <input
              type="file"
              accept=".xlsx,.csv,.txt"
              aria-label={t.inventory}
              aria-describedby="inventory-help"
              onChange={(event) => {
                check(event.target.files?.[0])
                event.target.value = ''
              }}
            />
            <span className="button button-primary">{file ? t.chooseOther : t.chooseFile}</span>
          </label>
          <p className="soft">{t.dropHere}</p>
          <p className="small soft" id="inventory-help">
            {t.columnsKnown}
          </p>
        </div>
        {sent.isPending && !sent.data && <Loading />}
        {file && sent.data && (
          <Checked name={file.name} inventory={sent.data} taking={sent.isPending} take={() => sent.mutate({ file, takes: true })} />
        )}
      </div>
    </Page>
  )
}
