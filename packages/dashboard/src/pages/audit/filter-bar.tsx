import { Button, Collapse, Group, Select, SimpleGrid, Stack, Switch } from '@mantine/core'
import { useState } from 'react'
import { useMay } from '../../api/session.ts'
import { SearchField } from '../../components/search-field.tsx'
import type { AuditFilters, FilterName } from './audit-filters.ts'
import { FilterField } from './filter-field.tsx'
import { TimeFilter } from './time-filter.tsx'
import { TokenFilter } from './token-filter.tsx'

interface FilterBarProps {
  readonly filters: AuditFilters
  readonly onChange: (some: AuditFilters) => void
  readonly onClear: () => void
}

const texts: readonly (readonly [name: FilterName, label: string, placeholder: string])[] = [
  ['bucket', 'Bucket', 'my-bucket'],
  ['keyPrefix', 'Key starts with', 'incoming/'],
  ['code', 'Error code', 'token_not_allowed'],
  ['clientAddress', 'Client address', '203.0.113.7'],
  ['requestId', 'Request id', '0198b1c2-…'],
  ['clientToken', 'Client token', 'its fingerprint'],
]

/** The filters that stay hidden until “More filters” is pressed. */
const hidden: readonly FilterName[] = ['since', 'until', 'tokenId', 'anonymous', ...texts.map(([name]) => name)]

/** The filters of the list. Free text, outcome and action are always visible, the others on request. */
export function FilterBar({ filters, onChange, onClear }: FilterBarProps) {
  const isOwner = useMay('owner')
  const count = hidden.filter((name) => filters[name] !== undefined).length
  const [showsAll, setShowsAll] = useState(count > 0)
  // The free-text field keeps its own state. A new key resets it when the filters are cleared.
  const [version, setVersion] = useState(0)

  function since(hours: number): void {
    onChange({ since: new Date(Date.now() - hours * 3_600_000).toISOString().replace(/\.\d+Z$/, 'Z'), until: '' })
  }

  return (
    <Stack gap="sm" mb="md" role="search" aria-label="Filters">
      <Group gap="sm" align="flex-end">
        <SearchField
          key={version}
          label="Search by bucket, key prefix, request id, address, token id"
          value={filters.search ?? ''}
          onChange={(search) => onChange({ search })}
        />
        <Select
          aria-label="Outcome"
          placeholder="any outcome"
          w={150}
          clearable
          clearButtonProps={{ 'aria-label': 'Any outcome' }}
          data={[
            { value: 'allowed', label: 'Allowed' },
            { value: 'denied', label: 'Denied' },
            { value: 'failed', label: 'Failed' },
          ]}
          value={filters.outcome ?? null}
          onChange={(outcome) => onChange({ outcome: outcome ?? '' })}
        />
        <Select
          aria-label="Action"
          placeholder="any action"
          w={150}
          clearable
          clearButtonProps={{ 'aria-label': 'Any action' }}
          data={['upload', 'download', 'list', 'delete']}
          value={filters.action ?? null}
          onChange={(action) => onChange({ action: action ?? '' })}
        />
        <Button variant="default" aria-expanded={showsAll} onClick={() => setShowsAll(!showsAll)}>
          {count === 0 ? 'More filters' : `More filters (${count} set)`}
        </Button>
        {Object.keys(filters).length > 0 && (
          <Button
            variant="subtle"
            onClick={() => {
              onClear()
              setVersion(version + 1)
            }}
          >
            Clear filters
          </Button>
        )}
      </Group>
      <Collapse expanded={showsAll}>
        <Stack gap="sm">
          <Group gap="xs">
            <Button variant="default" size="compact-sm" onClick={() => since(1)}>
              The last hour
            </Button>
            <Button variant="default" size="compact-sm" onClick={() => since(24)}>
              The last day
            </Button>
            <Button variant="default" size="compact-sm" onClick={() => since(24 * 7)}>
              The last 7 days
            </Button>
          </Group>
          <SimpleGrid cols={{ base: 1, xs: 2, md: 4 }} spacing="sm">
            <TimeFilter label="Since" value={filters.since ?? ''} onChange={(since) => onChange({ since })} />
            <TimeFilter label="Until" value={filters.until ?? ''} onChange={(until) => onChange({ until })} />
            <TokenFilter value={filters.tokenId ?? ''} onChange={(tokenId) => onChange({ tokenId })} />
            {texts.map(([name, label, placeholder]) => (
              <FilterField
                key={name}
                label={label}
                placeholder={placeholder}
                value={filters[name] ?? ''}
                onChange={(value) => onChange({ [name]: value.trim() })}
              />
            ))}
          </SimpleGrid>
          {isOwner && (
            <Switch
              label="Requests with an unknown token or none (they belong to no account)"
              checked={filters.anonymous === 'true'}
              onChange={(event) => onChange({ anonymous: event.currentTarget.checked ? 'true' : '' })}
            />
          )}
        </Stack>
      </Collapse>
    </Stack>
  )
}
