import { Button, Progress, Text } from '@mantine/core'
import { useState } from 'react'
import { useAct } from '../../api/use-act.ts'
import { describeProgress, readPercent } from './upload-progress.ts'

interface HowFarProps {
  readonly id: string
  /** The key, for a screen reader. */
  readonly name: string
  /** Whether the store is asked at once: not for each of a thousand. */
  readonly isAsked: boolean
  /** Whether it is being aborted: then it is not asked for. */
  readonly isEnding: boolean
}

/** How far an upload is, as the store says. */
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
      <Text size="sm" c="red.8" role="alert">
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
