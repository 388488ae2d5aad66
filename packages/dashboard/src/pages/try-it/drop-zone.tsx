import { Text } from '@mantine/core'
import { type DragEvent, useState } from 'react'
import { Icon } from '../../components/icon.tsx'
import classes from './drop-zone.module.css'

interface DropZoneProps {
  /** Why no file can be taken; undefined when it can. */
  readonly obstacle: string | undefined
  /** Where the files go. */
  readonly target: string
  readonly onFiles: (files: readonly File[]) => void
}

/** Takes files: dropped, or chosen with the mouse or the keyboard. */
export function DropZone({ obstacle, target, onFiles }: DropZoneProps) {
  const [isOver, setIsOver] = useState(false)
  const isDisabled = obstacle !== undefined

  function drag(event: DragEvent): void {
    // Without it the browser would open the file in place of the page.
    event.preventDefault()
    setIsOver(event.type === 'dragover' && !isDisabled)
    if (event.type !== 'dragover') return
    event.dataTransfer.dropEffect = isDisabled ? 'none' : 'copy'
  }

  function drop(event: DragEvent): void {
    event.preventDefault()
    setIsOver(false)
    if (!isDisabled && event.dataTransfer.files.length > 0) onFiles([...event.dataTransfer.files])
  }

  return (
    <label
      className={classes.zone}
      data-over={isOver || undefined}
      data-disabled={isDisabled || undefined}
      onDragOver={drag}
      onDragLeave={drag}
      onDrop={drop}
    >
      <input
        type="file"
        multiple
        className={classes.input}
        disabled={isDisabled}
        onChange={(event) => {
          const files = [...(event.currentTarget.files ?? [])]
          if (files.length > 0) onFiles(files)
          // The same file can be chosen again.
          event.currentTarget.value = ''
        }}
      />
      <Icon name="upload" size={28} />
      <Text fw={500}>{obstacle ?? 'Drop files here, or choose them'}</Text>
      {!isDisabled && (
        <Text size="sm" c="dimmed">
          They go straight to {target}, not through the gateway.
        </Text>
      )}
    </label>
  )
}
