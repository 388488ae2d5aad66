import { Button, Group, Stack, Text } from '@mantine/core'
import type { Signpost } from '@signpost/client'
import { useUpload } from '@signpost/client/react'
import { useEffect, useState } from 'react'
import { useAccount } from '../../api/account.ts'
import { formatBytes } from '../../components/format-bytes.ts'
import { BlockedStore } from './blocked-store.tsx'
import { DropZone } from './drop-zone.tsx'
import type { Place } from './place-section.tsx'
import type { TrialToken } from './trial-token.ts'
import { UploadRow } from './upload-row.tsx'
import { findNewStores } from './use-new-stores.ts'

interface UploadPanelProps {
  readonly place: Place
  readonly token: TrialToken | undefined
  readonly signpost: Signpost
  /** Called when uploads start, and when none is in progress any more. */
  readonly onUploading: (isUploading: boolean) => void
}

/** Uploads files as an app does, with Signpost's browser client. */
export function UploadPanel({ place, token, signpost, onUploading }: UploadPanelProps) {
  const { bucket, prefix } = place
  const account = useAccount()
  const [isPaused, setIsPaused] = useState(false)
  const [isBlocked, setIsBlocked] = useState(false)
  const { uploads, isUploading, sentBytes, totalBytes, ...list } = useUpload({ signpost, bucket, prefix, retries: 3 })
  useEffect(() => onUploading(isUploading), [isUploading, onUploading])
  useEffect(() => () => onUploading(false), [onUploading])

  async function addFiles(files: readonly File[]): Promise<void> {
    const isNew = await findNewStores(account)
    setIsBlocked(isNew)
    if (!isNew) list.add(files)
  }

  function togglePause(): void {
    if (isPaused) list.resume()
    else list.pause()
    setIsPaused(!isPaused)
  }

  return (
    <Stack gap="md">
      <DropZone
        obstacle={
          bucket === '' ? 'Choose a bucket first' : token === undefined ? 'Create or paste a token first' : undefined
        }
        target={`${bucket}/${prefix}`}
        onFiles={(files) => void addFiles(files)}
      />
      {isBlocked && <BlockedStore />}
      {uploads.length > 0 && (
        <Group justify="space-between" gap="xs">
          <Text size="sm">
            {formatBytes(sentBytes)} of {formatBytes(totalBytes)} sent{isPaused && ', paused'}
          </Text>
          <Group gap="xs">
            {(isUploading || isPaused) && (
              <Button variant="default" size="compact-sm" onClick={togglePause}>
                {isPaused ? 'Resume' : 'Pause'}
              </Button>
            )}
            <Button variant="subtle" size="compact-sm" onClick={list.clear}>
              Clear the list
            </Button>
          </Group>
        </Group>
      )}
      {uploads.length > 0 && (
        <Stack component="ul" gap="sm" m={0} p={0} style={{ listStyle: 'none' }} aria-label="Files">
          {uploads.map((upload) => (
            <UploadRow
              key={upload.id}
              upload={upload}
              isPaused={isPaused}
              signpost={signpost}
              onCancel={() => list.cancel(upload.id)}
              onRetry={() => list.retry(upload.id)}
              onRemove={() => list.remove(upload.id)}
            />
          ))}
        </Stack>
      )}
    </Stack>
  )
}
