import { Code } from '@mantine/core'

/** A text of the gateway in which commands and names stand between backticks. It is only ever text. */
export function MarkedText({ text }: { readonly text: string }) {
  return text.split('`').map((part, index) =>
    index % 2 === 1 ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a text have no other name
      <Code key={index}>{part}</Code>
    ) : (
      part
    ),
  )
}
