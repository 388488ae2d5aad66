import { Tabs } from '@mantine/core'
import { createSignpost } from '@signpost/client'
import { useBlocker } from '@tanstack/react-router'
import { useMemo, useState } from 'react'
import { useAddress } from '../../api/account.ts'
import { ConfirmDialog } from '../../components/confirm-dialog.tsx'
import { Loading } from '../../components/loading.tsx'
import { Page } from '../../components/page.tsx'
import { Section } from '../../components/section.tsx'
import { useAddressState } from '../../components/use-address-state.ts'
import { OperationPanel } from './operation-panel.tsx'
import { type Place, PlaceSection } from './place-section.tsx'
import { createRecordedEnvironment } from './recorded-environment.ts'
import { createRequestLog } from './request-log.ts'
import { RequestsSection } from './requests-section.tsx'
import { TokenSection } from './token-section.tsx'
import { useTrialToken } from './trial-token.ts'
import { UploadPanel } from './upload-panel.tsx'
import { useNewStores } from './use-new-stores.ts'

/** Uploads files and calls any operation, with a token of the page's own. */
export function TryItPage() {
  const isChecked = useNewStores()
  return (
    <Page title="Try it" description="Upload a file as an app does, or send any request, and see its curl command.">
      {isChecked ? <TryIt /> : <Loading lines={8} />}
    </Page>
  )
}

function TryIt() {
  const address = useAddress()
  const [place, setPlace] = useState<Place>({ bucket: address.bucket ?? '', prefix: address.prefix ?? 'try-it/' })
  const [tab, setTab] = useAddressState('tab')
  const [isUploading, setIsUploading] = useState(false)
  const [log] = useState(createRequestLog)
  const trial = useTrialToken()
  const text = trial.token?.text
  const signpost = useMemo(
    () => createSignpost({ url: location.origin, token: text ?? 'none' }, createRecordedEnvironment(log)),
    [text, log],
  )
  const leaving = useBlocker({
    shouldBlockFn: ({ current, next }) => isUploading && current.pathname !== next.pathname,
    enableBeforeUnload: isUploading,
    withResolver: true,
  })

  return (
    <>
      <PlaceSection place={place} onChange={setPlace} />
      <TokenSection place={place} trial={trial} log={log} />
      <Section title="Try">
        <Tabs value={tab === '' ? 'upload' : tab} onChange={(value) => setTab(value === 'upload' ? '' : (value ?? ''))}>
          <Tabs.List mb="md">
            <Tabs.Tab value="upload">Upload a file</Tabs.Tab>
            <Tabs.Tab value="operation">Any operation</Tabs.Tab>
          </Tabs.List>
          <Tabs.Panel value="upload">
            <UploadPanel place={place} token={trial.token} signpost={signpost} onUploading={setIsUploading} />
          </Tabs.Panel>
          <Tabs.Panel value="operation">
            <OperationPanel place={place} token={trial.token} log={log} />
          </Tabs.Panel>
        </Tabs>
      </Section>
      <RequestsSection log={log} token={text} />
      {leaving.status === 'blocked' && (
        <ConfirmDialog
          title="Leave while files are being uploaded?"
          consequences={[
            'The uploads stop. Parts that were sent stay in the store until the uploads are aborted (page Uploads).',
            'The token of this page is revoked.',
          ]}
          action="Leave the page"
          isPending={false}
          error={null}
          onConfirm={leaving.proceed}
          onClose={leaving.reset}
        />
      )}
    </>
  )
}
