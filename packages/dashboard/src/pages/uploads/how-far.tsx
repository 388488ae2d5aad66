import { Button, Progress, Text } from '@mantine/core'
import { useState } from 'react'
import { useAct } from '../../api/use-act.ts'
import { describeProgress, readPercent } from './upload-progress.ts'

interface HowFarProps {
  readonly id: string
  /** The key, for a screen reader. */
  readonly name: string
  /** Whether to ask the store without waiting for a click. It is not asked about each of a thousand uploads. */
  readonly isAsked: boolean
  /** Whether the upload is being aborted. The store is then not asked. */
  readonly isEnding: boolean
}

/** The progress of an upload, as the store reports it. */
export function HowFar({ id, name, isAsked, isEnding }: HowFarProps) {
  const [isWanted, setIsWanted] = useState(isAsked)
  const { data, error, isFetching } = useAct('show_upload', { id }, { enabled: isWanted && !isEnding })
  if (!isWanted) {
    return (
      <Button
        variant="default"
        size="compact-sm"
        aria-label={`Ask the store: ${name}`}
        onClick={() => setIsWanted(true)}
      >
        Ask the store
      </Button>
    )
  }
  if (error !== null) {
    return (
      <Text size="sm" c="var(--mantine-color-error)" role="alert">
        {error.message}
      </Text>
    )
  }
  if (data === undefined) return <Text size="sm">{isFetching ? 'Asking the store' : ''}</Text>
  const percent = readPercent(data)
  return (
    <div>
      <Text size="sm">
        {percent !== undefined && <b>{percent}% </b>}
        {describeProgress(data)}
      </Text>
      {percent !== undefined && <Progress value={percent} mt={4} aria-label={`Progress of ${name}`} />}
    </div>
  )
}
