import { Tabs } from '@mantine/core'
import { Page } from '../../components/page.tsx'
import { useAddressState } from '../../components/use-address-state.ts'
import { AdministrationTab } from './administration-tab.tsx'
import { RequestsTab } from './requests-tab.tsx'

/** The audit page: the requests to the gateway, and the changes by administrators. */
export function AuditPage() {
  const [tab, setTab] = useAddressState('tab')
  const shown = tab === 'administration' ? tab : 'requests'
  return (
    <Page
      title="Audit"
      description="Which requests were allowed or denied, and who changed what. The address of this page contains the filters: share it to share the view."
    >
      <Tabs value={shown} onChange={(value) => setTab(value === 'administration' ? value : '')} keepMounted={false}>
        <Tabs.List mb="md">
          <Tabs.Tab value="requests">Requests</Tabs.Tab>
          <Tabs.Tab value="administration">Administration</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="requests">
          <RequestsTab />
        </Tabs.Panel>
        <Tabs.Panel value="administration">
          <AdministrationTab />
        </Tabs.Panel>
      </Tabs>
    </Page>
  )
}
