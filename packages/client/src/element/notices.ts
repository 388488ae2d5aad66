import type { UnfinishedUpload } from '../unfinished-uploads.ts'
import type { Wording } from './file-row.ts'
import { makeButton, makeElement } from './make-element.ts'
import { fillText } from './texts.ts'

/** What is said beside the list of files. */
export interface Notices {
  /** What was refused, said at once; what can go on; what a screen reader is told. */
  readonly elements: readonly HTMLElement[]
  /** Says why a file was not taken, until it is closed or more files are chosen. */
  reject(message: string, wording: Wording): void
  clearRejections(): void
  /** Offers to go on with uploads. */
  offer(unfinished: readonly UnfinishedUpload[], wording: Wording): void
  /** Tells those who do not see the page. */
  say(message: string): void
}

/** @param discard gives up an upload that could have gone on */
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
      // Each message in an element of its own: the same words are said again.
      said.replaceChildren(makeElement('div', {}, message))
    },
  }
}
