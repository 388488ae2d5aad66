import { Box, Button, Code, Group, Progress, Text, VisuallyHidden } from '@mantine/core'
import type { Signpost } from '@signpost/client'
import type { ListedUpload } from '@signpost/client/react'
import { useState } from 'react'
import { formatBytes } from '../../components/format-bytes.ts'
import { Status } from '../../components/status.tsx'
import { DeleteDialog } from './delete-dialog.tsx'
import { LinkDialog } from './link-dialog.tsx'
import { UploadError } from './upload-error.tsx'

interface UploadRowProps {
  readonly upload: ListedUpload
  readonly isPaused: boolean
  readonly signpost: Signpost
  readonly onCancel: () => void
  readonly onRetry: () => void
  readonly onRemove: () => void
}

/** One file: its progress, what went wrong, and the buttons for the uploaded object. */
export function UploadRow({ upload, isPaused, signpost, onCancel, onRetry, onRemove }: UploadRowProps) {
  const [dialog, setDialog] = useState<'link' | 'delete'>()
  const { file, bucket, key, state, sentBytes, result, error } = upload
  const percent = file.size === 0 ? 0 : Math.floor((sentBytes / file.size) * 100)
  const button = { variant: 'default', size: 'compact-sm' } as const
  return (
    <Box component="li">
      <Group justify="space-between" gap="xs" align="flex-start">
        <Box flex="1 1 14rem" miw={0}>
          <Text fw={500} style={{ overflowWrap: 'anywhere' }}>
            {file.name}
          </Text>
          <Text size="sm" component="div">
            <UploadState state={state} isPaused={isPaused} text={`${percent}% of ${formatBytes(file.size)}`} />
          </Text>
          <Text size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
            <Code>
              {bucket}/{key}
            </Code>
            {result?.etag === undefined ? '' : `, ETag ${result.etag}`}
          </Text>
        </Box>
        <Group gap="xs">
          {(state === 'waiting' || state === 'uploading') && (
            <Button {...button} aria-label={`Cancel ${file.name}`} onClick={onCancel}>
              Cancel
            </Button>
          )}
          {(state === 'failed' || state === 'cancelled') && (
            <>
              <Button {...button} aria-label={`Try again: ${file.name}`} onClick={onRetry}>
                Try again
              </Button>
              <Button {...button} aria-label={`Remove ${file.name}`} onClick={onRemove}>
                Remove
              </Button>
            </>
          )}
          {state === 'done' && (
            <>
              <Button {...button} aria-label={`Download or link ${file.name}`} onClick={() => setDialog('link')}>
                Download or link
              </Button>
              <Button
                {...button}
                color="red"
                variant="subtle"
                aria-label={`Delete ${file.name}`}
                onClick={() => setDialog('delete')}
              >
                Delete
              </Button>
            </>
          )}
        </Group>
      </Group>
      {/* Announces only results, because a screen reader would otherwise repeat each percentage. */}
      <VisuallyHidden role="status">{said[state] === undefined ? '' : `${file.name}: ${said[state]}`}</VisuallyHidden>
      {state === 'uploading' && <Progress value={percent} mt={6} aria-label={`Progress of ${file.name}`} />}
      {state === 'failed' && error !== undefined && <UploadError error={error} bucket={bucket} />}
      {dialog === 'link' && <LinkDialog upload={upload} signpost={signpost} onClose={() => setDialog(undefined)} />}
      {dialog === 'delete' && (
        <DeleteDialog upload={upload} signpost={signpost} onDone={onRemove} onClose={() => setDialog(undefined)} />
      )}
    </Box>
  )
}

/** The texts that a screen reader announces. */
const said: Readonly<Partial<Record<ListedUpload['state'], string>>> = {
  done: 'uploaded',
  failed: 'failed',
  cancelled: 'cancelled',
}

interface UploadStateProps {
  readonly state: ListedUpload['state']
  readonly isPaused: boolean
  readonly text: string
}

function UploadState({ state, isPaused, text }: UploadStateProps) {
  if (state === 'done') return <Status state="good" label="It is in the store" />
  if (state === 'failed') return <Status state="bad" label="Failed" />
  if (state === 'cancelled') return <Status state="unknown" label="Cancelled: nothing of it remains in the store" />
  if (isPaused) return <Status state="warning" label={`Paused at ${text}`} />
  return <>{state === 'waiting' ? 'Waiting' : text}</>
}
