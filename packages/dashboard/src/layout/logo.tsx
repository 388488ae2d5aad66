import icon from '../icon.svg'

/** The logo. */
export function Logo({ size = 24 }: { readonly size?: number }) {
  return <img src={icon} alt="" width={size} height={size} />
}
