import { useAct } from '../../api/use-act.ts'
import { Loading } from '../../components/loading.tsx'
import { Page } from '../../components/page.tsx'
import { Problem } from '../../components/problem.tsx'
import { InstallationSection } from './installation-section.tsx'
import { MasterKeysSection } from './master-keys-section.tsx'
import { NodesSection } from './nodes-section.tsx'
import { ValuesSection } from './values-section.tsx'

/** How this installation is configured, for owners. Settings can be changed only in the file or the environment. */
export function SettingsPage() {
  const { data, error, refetch } = useAct('show_settings', {})
  return (
    <Page
      title="Settings"
      description="Change settings in signpost.config.json or in the environment. Changes take effect at the next start."
    >
      {error !== null && <Problem error={error} onRetry={() => void refetch()} />}
      {data === undefined ? error === null && <Loading lines={8} /> : <InstallationSection installation={data} />}
      <NodesSection />
      <MasterKeysSection />
      {data !== undefined && <ValuesSection settings={data.settings} />}
    </Page>
  )
}
