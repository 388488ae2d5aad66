import { Anchor, Badge, Button, Group, Text } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useMay } from '../../api/session.ts'
import { useAct, useActList } from '../../api/use-act.ts'
import { type Column, DataTable } from '../../components/data-table.tsx'
import { Empty } from '../../components/empty.tsx'
import { Icon } from '../../components/icon.tsx'
import { Page } from '../../components/page.tsx'
import { SearchField } from '../../components/search-field.tsx'
import { Status } from '../../components/status.tsx'
import { useAddressState } from '../../components/use-address-state.ts'
import { describeStates, type ListedCredential } from './credential-state.ts'

/** The credentials of an account. */
export function CredentialsPage() {
  const mayAdd = useMay('operator')
  const [search, setSearch] = useAddressState('search')
  const list = useActList('list_credentials', { search: search || undefined }, ({ credentials }) => credentials)
  const stores = useAct('list_stores', {}).data?.stores ?? []
  const titles = new Map(stores.map(({ preset, title }) => [preset, preset === 'other' ? 'Another store' : title]))
  const add = (
    <Button component={Link} to="/credentials/-add" leftSection={<Icon name="plus" />}>
      Add a credential
    </Button>
  )

  const columns: readonly Column<ListedCredential>[] = [
    {
      title: 'Name',
      render: ({ name, isDefault, isSandbox }) => (
        <Group gap={6}>
          <Anchor component={Link} to={`/credentials/${name}`} inherit>
            {name}
          </Anchor>
          {isDefault && (
            <Badge variant="default" size="sm" tt="none">
              Default
            </Badge>
          )}
          {isSandbox && (
            <Badge variant="default" size="sm" tt="none">
              Sandbox
            </Badge>
          )}
        </Group>
      ),
    },
    {
      title: 'Store',
      render: ({ preset, endpoint, isSandbox }) => (
        <>
          {isSandbox ? 'The sandbox' : (titles.get(preset) ?? preset)}
          {endpoint !== undefined && (
            <Text size="xs" c="dimmed">
              {endpoint}
            </Text>
          )}
        </>
      ),
    },
    { title: 'Region', isWhole: true, render: ({ region }) => region },
    { title: 'Buckets', render: ({ bucketPatterns, isDefault }) => describeBuckets(bucketPatterns, isDefault) },
    { title: 'State', render: (credential) => <States credential={credential} /> },
  ]

  return (
    <Page
      title="Credentials"
      description="The keys of your stores. The gateway signs with them and never reveals them."
      actions={mayAdd ? add : undefined}
    >
      <Group mb="md">
        <SearchField value={search} onChange={setSearch} label="Search credentials" />
      </Group>
      <DataTable
        caption="Credentials"
        list={list}
        columns={columns}
        toKey={({ id }) => id}
        empty={
          search === '' ? (
            <Empty title="No credentials yet" action={mayAdd ? add : undefined}>
              Store the keys of your S3 store first. Then tokens can ask for signed URLs.
            </Empty>
          ) : (
            <Empty title="No credential matches the search">
              Its name may start differently, or it may belong to another account.
            </Empty>
          )
        }
      />
    </Page>
  )
}

function States({ credential }: { readonly credential: ListedCredential }) {
  return describeStates(credential, Date.now()).map(({ state, label }) => (
    <div key={label}>
      <Status state={state} label={label} />
    </div>
  ))
}

function describeBuckets(patterns: readonly string[], isDefault: boolean): string {
  const [first, second, third, ...more] = patterns
  const named = [first, second, third].filter((pattern) => pattern !== undefined).join(', ')
  const rest = more.length === 0 ? '' : ` and ${more.length} more`
  if (named === '') return isDefault ? 'every bucket' : 'none by name'
  return isDefault ? `${named}${rest}, and every other one` : named + rest
}
