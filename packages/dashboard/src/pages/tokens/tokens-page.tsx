import { Anchor, Button, Code, Group, Select, Text } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import type { ActInput, ActResult } from '../../api/act.ts'
import { useMay } from '../../api/session.ts'
import { useActList } from '../../api/use-act.ts'
import { type Column, DataTable } from '../../components/data-table.tsx'
import { Empty } from '../../components/empty.tsx'
import { Icon } from '../../components/icon.tsx'
import { Page } from '../../components/page.tsx'
import { SearchField } from '../../components/search-field.tsx'
import { Status } from '../../components/status.tsx'
import { Time } from '../../components/time.tsx'
import { useAddressState } from '../../components/use-address-state.ts'
import { stateLabels } from './token-state.ts'

type ListedToken = ActResult<'list_tokens'>['tokens'][number]

/** At most this many rules of a token are shown. The rest are counted. */
const mostRules = 2

const columns: readonly Column<ListedToken>[] = [
  {
    title: 'Name',
    render: ({ id, name }) => (
      <Anchor component={Link} to={`/tokens/${id}`} inherit>
        {name}
      </Anchor>
    ),
  },
  { title: 'State', isWhole: true, render: ({ state }) => <Status {...stateLabels[state]} /> },
  { title: 'May', render: ({ limits: { allow } }) => <Rules allow={allow} /> },
  {
    title: 'Last used',
    isWhole: true,
    render: ({ lastUsedAt }) => (lastUsedAt === undefined ? 'never' : <Time at={lastUsedAt} isRelative />),
  },
  { title: 'Expires', render: ({ expiresAt }) => (expiresAt === undefined ? 'never' : <Time at={expiresAt} />) },
  { title: 'Created', render: ({ createdAt }) => <Time at={createdAt} /> },
]

/** The tokens of an account, the newest first. */
export function TokensPage() {
  const mayCreate = useMay('operator')
  const [search, setSearch] = useAddressState('search')
  const [state, setState] = useAddressState('state')
  const input = { search: search || undefined, state: toState(state), order: 'newest' } as const
  const list = useActList('list_tokens', input, ({ tokens }) => tokens)
  const create = (
    <Button component={Link} to="/tokens/create" leftSection={<Icon name="plus" />}>
      Create a token
    </Button>
  )
  return (
    <Page
      title="Tokens"
      description="An app uses a token to request signed URLs. The token allows only what its rules say."
      actions={mayCreate ? create : undefined}
    >
      <Group mb="md" gap="sm" align="flex-end">
        <SearchField value={search} onChange={setSearch} label="Search tokens" />
        <Select
          aria-label="State"
          allowDeselect={false}
          w="10rem"
          data={[
            { value: '', label: 'Any state' },
            { value: 'active', label: 'Active' },
            { value: 'expired', label: 'Expired' },
            { value: 'revoked', label: 'Revoked' },
          ]}
          value={toState(state) ?? ''}
          onChange={(chosen) => setState(chosen ?? '')}
        />
      </Group>
      <DataTable
        caption="Tokens"
        list={list}
        columns={columns}
        toKey={({ id }) => id}
        empty={
          search === '' && state === '' ? (
            <Empty title="No tokens yet" action={mayCreate ? create : undefined}>
              Create one for each app that needs signed URLs.
            </Empty>
          ) : (
            <Empty title="No token matches">Search for part of its name or id, or choose another state.</Empty>
          )
        }
      />
    </Page>
  )
}

function toState(text: string): ActInput<'list_tokens'>['state'] {
  return text === 'active' || text === 'expired' || text === 'revoked' ? text : undefined
}

function Rules({ allow }: { readonly allow: readonly string[] | undefined }) {
  if (allow === undefined) return 'upload and download everything'
  if (allow.length === 0) return 'nothing'
  return (
    <>
      {allow.slice(0, mostRules).map((rule) => (
        <div key={rule}>
          <Code>{rule}</Code>
        </div>
      ))}
      {allow.length > mostRules && (
        <Text size="xs" c="dimmed">
          and {allow.length - mostRules} more
        </Text>
      )}
    </>
  )
}
