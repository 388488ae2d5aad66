import { Code, Text } from '@mantine/core'
import type { ActResult } from '../../api/act.ts'
import { type Column, DataTable } from '../../components/data-table.tsx'
import { SearchField } from '../../components/search-field.tsx'
import { Section } from '../../components/section.tsx'
import { useAddressState } from '../../components/use-address-state.ts'

type Setting = ActResult<'show_settings'>['settings'][number]

const columns: readonly Column<Setting>[] = [
  {
    title: 'Setting',
    render: ({ key, env, description }) => (
      <>
        <Code>{key}</Code>
        <Text size="xs" c="dimmed" mt={2}>
          {description}
        </Text>
        <Text size="xs" c="dimmed" ff="monospace">
          {env}
        </Text>
      </>
    ),
  },
  { title: 'Value', render: ({ value }) => showValue(value) },
  { title: 'Source', render: ({ source }) => describeSource(source) },
]

/** Every setting with its value and the source of the value. Secrets are masked. */
export function ValuesSection({ settings }: { readonly settings: readonly Setting[] }) {
  const [search, setSearch] = useAddressState('search')
  const wanted = search.toLowerCase()
  const rows = settings.filter(({ key, env, description }) =>
    `${key} ${env} ${description}`.toLowerCase().includes(wanted),
  )
  return (
    <Section
      title="All settings"
      description="Flags override the environment, the environment overrides the file, and the file overrides the defaults."
      actions={<SearchField label="Search the settings" value={search} onChange={setSearch} />}
    >
      <DataTable
        caption="Settings"
        list={{ rows, error: null }}
        columns={columns}
        toKey={({ key }) => key}
        empty={<Text size="sm">No setting has this text in its name or description.</Text>}
      />
    </Section>
  )
}

function showValue(value: unknown) {
  if (value === undefined)
    return (
      <Text c="dimmed" inherit component="span">
        none
      </Text>
    )
  if (typeof value === 'boolean') return value ? 'on' : 'off'
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.join(', ')
  return String(value)
}

function describeSource(source: string | undefined) {
  if (source === undefined) return '–'
  return source.startsWith('SIGNPOST_') || /^[A-Z_]+$/.test(source) ? 'environment' : source
}
