import { TextInput, type TextInputProps } from '@mantine/core'

/** A field for a date and a time in the reader's own time zone. Its value has the format of {@link toLocalMoment}. */
export function MomentField({ description, ...rest }: Omit<TextInputProps, 'type'>) {
  const zone = new Intl.DateTimeFormat(undefined, { timeZoneName: 'short' })
    .formatToParts(new Date())
    .find(({ type }) => type === 'timeZoneName')?.value
  return <TextInput type="datetime-local" description={description ?? `In your own time zone (${zone}).`} {...rest} />
}
