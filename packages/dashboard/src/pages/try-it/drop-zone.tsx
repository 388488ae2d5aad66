import { Text } from '@mantine/core'
import { type DragEvent, useState } from 'react'
import { Icon } from '../../components/icon.tsx'
import classes from './drop-zone.module.css'

interface DropZoneProps {
  /** Why no file can be accepted; undefined if files are accepted. */
  readonly obstacle: string | undefined
  /** Where the files are uploaded to. */
  readonly target: string
  readonly onFiles: (files: readonly File[]) => void
}

/** Accepts files: dropped, or chosen with the mouse or the keyboard. */
export function DropZone({ obstacle, target, onFiles }: DropZoneProps) {
  const [isOver, setIsOver] = useState(false)
  const isDisabled = obstacle !== undefined

  function drag(event: DragEvent): void {
    // Otherwise the browser opens the file in place of the page.
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
          // Lets the user choose the same file again.
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
