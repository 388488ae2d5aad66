import { Anchor, Button, Code, Group } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import type { ActResult } from '../../api/act.ts'
import { useMay } from '../../api/session.ts'
import { useActList } from '../../api/use-act.ts'
import { type Column, DataTable } from '../../components/data-table.tsx'
import { Empty } from '../../components/empty.tsx'
import { Page } from '../../components/page.tsx'
import { RowButton } from '../../components/row-button.tsx'
import { SearchField } from '../../components/search-field.tsx'
import { Time } from '../../components/time.tsx'
import { useAddressState } from '../../components/use-address-state.ts'
import { AbortDialog } from './abort-dialog.tsx'
import { HowFar } from './how-far.tsx'

type OpenUpload = ActResult<'list_uploads'>['uploads'][number]

/** The store is asked about this many uploads without a click. */
const mostAsked = 20

/** The open multipart uploads. Their parts are in the store, which may charge for them. */
export function UploadsPage() {
  const mayAbort = useMay('operator')
  const queryClient = useQueryClient()
  const [search, setSearch] = useAddressState('search')
  const list = useActList('list_uploads', { search: search === '' ? undefined : search }, ({ uploads }) => uploads)
  const [aborted, setAborted] = useState<OpenUpload>()
  const [gone, setGone] = useState<readonly string[]>([])
  const asked = new Set(list.rows?.slice(0, mostAsked).map(({ id }) => id))

  const columns: readonly Column<OpenUpload>[] = [
    {
      title: 'Object',
      render: ({ bucket, key }) => (
        <Code>
          {bucket}/{key}
        </Code>
      ),
    },
    {
      title: 'Progress',
      render: ({ id, key }) => <HowFar id={id} name={key} isAsked={asked.has(id)} isEnding={aborted?.id === id} />,
    },
    { title: 'Started', render: ({ createdAt }) => <Time at={createdAt} isRelative /> },
    { title: 'Aborted automatically', render: ({ abortsAt }) => <Time at={abortsAt} isRelative /> },
    {
      title: 'Credential',
      render: ({ credential }) =>
        credential === undefined ? (
          'removed'
        ) : (
          <Anchor component={Link} to={`/credentials/${encodeURIComponent(credential)}`} inherit underline="always">
            {credential}
          </Anchor>
        ),
    },
    ...(mayAbort ? [actions(setAborted)] : []),
  ]

  return (
    <Page
      title="Uploads"
      description="Open multipart uploads. The store keeps their parts, and most stores charge for them. Abandoned uploads are aborted automatically."
      actions={
        <Button variant="default" onClick={() => void queryClient.invalidateQueries({ queryKey: ['act'] })}>
          Refresh
        </Button>
      }
    >
      <Group mb="md">
        <SearchField label="Search buckets and keys" value={search} onChange={setSearch} />
      </Group>
      <DataTable
        caption="Open multipart uploads, oldest first"
        list={{ ...list, rows: list.rows?.filter(({ id }) => !gone.includes(id)) }}
        columns={columns}
        toKey={({ id }) => id}
        empty={
          search === '' ? (
            <Empty title="No open uploads" icon="parts">
              Files larger than 16 MiB are uploaded in parts. An upload appears here while it is in progress.
            </Empty>
          ) : (
            <Empty title="No open upload matches" icon="search" />
          )
        }
      />
      {aborted !== undefined && (
        <AbortDialog
          id={aborted.id}
          bucket={aborted.bucket}
          uploadKey={aborted.key}
          onDone={() => {
            setGone([...gone, aborted.id])
            setAborted(undefined)
          }}
          onClose={() => setAborted(undefined)}
        />
      )}
    </Page>
  )
}

function actions(abort: (upload: OpenUpload) => void): Column<OpenUpload> {
  return {
    title: 'Actions',
    isActions: true,
    render: (upload) => (
      <RowButton label={`Abort ${upload.bucket}/${upload.key}`} isRed onClick={() => abort(upload)}>
        Abort
      </RowButton>
    ),
  }
}
