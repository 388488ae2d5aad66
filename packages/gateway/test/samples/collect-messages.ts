import { listen, type MessageChannel } from '../../src/core/channels.ts'

/** What a channel says from now on, to the end of the test's scope. */
export function collectMessages<Message>(from: MessageChannel<Message>): Disposable & { readonly messages: Message[] } {
  const messages: Message[] = []
  return { messages, [Symbol.dispose]: listen(from, (message) => messages.push(message)) }
}
