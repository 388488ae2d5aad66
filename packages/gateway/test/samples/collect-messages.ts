import type { MessageChannel } from '../../src/core/channels.ts'

/** Collects the messages of a channel from now to the end of the test's scope. */
export function collectMessages<Message>(from: MessageChannel<Message>): Disposable & { readonly messages: Message[] } {
  const messages: Message[] = []
  const listener = (message: Message) => void messages.push(message)
  from.subscribe(listener)
  return { messages, [Symbol.dispose]: () => from.unsubscribe(listener) }
}
