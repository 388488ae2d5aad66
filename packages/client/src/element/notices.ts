import type { UnfinishedUpload } from '../unfinished-uploads.ts'
import type { Wording } from './file-row.ts'
import { makeButton, makeElement } from './make-element.ts'
import { fillText } from './texts.ts'

/** The messages beside the list of files. */
export interface Notices {
  /** The rejected files (announced immediately), the uploads that can be continued, and the announcements for screen readers. */
  readonly elements: readonly HTMLElement[]
  /** Shows why a file was rejected, until the message is closed or more files are chosen. */
  reject(message: string, wording: Wording): void
  clearRejections(): void
  /** Offers to continue uploads. */
  offer(unfinished: readonly UnfinishedUpload[], wording: Wording): void
  /** Announces a message to screen readers. */
  say(message: string): void
}

/** Creates the messages. @param discard discards an upload that could be continued */
export function createNotices(discard: (upload: UnfinishedUpload) => void): Notices {
  const rejections = makeElement('div', { role: 'alert' })
  const offers = makeElement('div', {})
  const said = makeElement('div', { class: 'said', role: 'status' })
  let lastOffer = ''

  return {
    elements: [rejections, offers, said],
    reject(message, { texts }) {
      const close = makeButton({ part: 'button dismiss' }, () => notice.remove())
      close.append(texts.dismiss)
      const notice = makeElement(
        'div',
        { class: 'notice rejection', part: 'notice rejection' },
        makeElement('bdi', {}, message),
        close,
      )
      rejections.append(notice)
    },
    clearRejections: () => rejections.replaceChildren(),
    offer(unfinished, { texts }) {
      const offer = JSON.stringify([unfinished, texts.unfinished])
      if (offer === lastOffer) return
      lastOffer = offer
      const notices = unfinished.map((upload) => {
        const { name } = upload
        const button = makeButton({ part: 'button discard' }, () => discard(upload))
        button.append(texts.discard)
        button.setAttribute('aria-label', fillText(texts.discardNamed, { name }))
        const text = makeElement('bdi', {}, fillText(texts.unfinished, { name }))
        return makeElement('div', { class: 'notice', part: 'notice unfinished' }, text, button)
      })
      offers.replaceChildren(...notices)
    },
    say(message) {
      // Each message is a new element, so that a screen reader announces repeated words again.
      said.replaceChildren(makeElement('div', {}, message))
    },
  }
}
