import { Anchor, Button, Group, SegmentedControl, Select, Stack, Text, TextInput } from '@mantine/core'
import type { SignedUrl, Signpost } from '@signpost/client'
import type { ListedUpload } from '@signpost/client/react'
import { useMutation } from '@tanstack/react-query'
import { type SubmitEvent, useState } from 'react'
import { CodeBlock } from '../../components/code-block.tsx'
import { Dialog } from '../../components/dialog.tsx'
import { Problem } from '../../components/problem.tsx'
import { Time } from '../../components/time.tsx'
import { toUploadError } from './upload-error.tsx'

interface LinkDialogProps {
  readonly upload: ListedUpload
  readonly signpost: Signpost
  readonly onClose: () => void
}

const lifetimes = [
  { value: '300', label: '5 minutes' },
  { value: '3600', label: '1 hour' },
  { value: '86400', label: '1 day' },
  { value: '604800', label: '7 days' },
]

/** Signs a URL for an object, with the file name under which a browser saves it. */
export function LinkDialog({ upload, signpost, onClose }: LinkDialogProps) {
  const { file, bucket, key } = upload
  const [filename, setFilename] = useState(file.name)
  const [disposition, setDisposition] = useState<'attachment' | 'inline'>('attachment')
  const [lifetime, setLifetime] = useState('300')
  const sign = useMutation<SignedUrl>({
    mutationFn: () =>
      signpost.sign({
        ...{ bucket, key, disposition, expiresIn: Number(lifetime) },
        ...(filename === '' ? {} : { filename }),
      }),
    gcTime: 0,
  })

  function submit(event: SubmitEvent): void {
    event.preventDefault()
    sign.mutate()
  }

  return (
    <Dialog onClose={onClose} title={`Link to ${file.name}`}>
      <form onSubmit={submit}>
        <Stack gap="sm">
          <TextInput
            label="File name"
            description="The name under which a browser saves the file. It can differ from the key."
            autoComplete="off"
            data-autofocus
            value={filename}
            onChange={(event) => setFilename(event.currentTarget.value)}
          />
          <Group gap="sm" align="flex-end">
            <SegmentedControl
              aria-label="What a browser does with it"
              data={[
                { value: 'attachment', label: 'Download it' },
                { value: 'inline', label: 'Show it' },
              ]}
              value={disposition}
              onChange={(value) => setDisposition(value as typeof disposition)}
            />
            <Select
              label="Expires after"
              data={lifetimes}
              allowDeselect={false}
              value={lifetime}
              onChange={(value) => setLifetime(value ?? '300')}
            />
          </Group>
          {sign.error !== null && <Problem error={toUploadError(sign.error)} />}
          <Group justify="flex-end">
            <Button type="submit" loading={sign.isPending}>
              Create the link
            </Button>
          </Group>
          {sign.data !== undefined && (
            <div aria-live="polite">
              <CodeBlock label="Link" text={sign.data.signedUrl} wraps />
              <Group justify="space-between" mt="xs">
                <Anchor href={sign.data.signedUrl} target="_blank" rel="noreferrer" underline="always">
                  {disposition === 'attachment' ? 'Download the file' : 'Open the file'}
                </Anchor>
                <Text size="sm" c="dimmed">
                  Expires <Time at={sign.data.expiresAt} isRelative />
                </Text>
              </Group>
            </div>
          )}
        </Stack>
      </form>
    </Dialog>
  )
}
