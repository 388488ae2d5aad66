import { encode } from 'uqr'
import classes from './qr-code.module.css'

/** A text as a QR code (ISO/IEC 18004). It is black on white in both colour schemes, because many cameras read nothing else. */
export function QrCode({ text }: { readonly text: string }) {
  const { data, size } = encode(text, { border: 2 })
  const squares = data.flatMap((row, y) => row.flatMap((isBlack, x) => (isBlack ? [`M${x} ${y}h1v1h-1z`] : [])))
  return (
    <svg className={classes.code} viewBox={`0 0 ${size} ${size}`} role="img" aria-label="QR code for the app">
      <path d={squares.join('')} />
    </svg>
  )
}
