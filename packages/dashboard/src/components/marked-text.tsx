import { Code } from '@mantine/core'

/** Renders a text of the gateway, in which backticks mark commands and names. It is never parsed as HTML. */
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
