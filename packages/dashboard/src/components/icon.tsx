/** Outlines on a grid of 24, stroke 2. */
const paths = {
  overview: 'M4 13h6V4H4zM4 20h6v-3H4zM14 20h6v-9h-6zM14 4v3h6V4z',
  key: 'M14 10a5 5 0 1 1-1.5-3.5M12 12l8 8M17 17l2-2',
  token: 'M4 7h16v4a2 2 0 0 0 0 3v3H4v-3a2 2 0 0 0 0-3zM14 7v10',
  upload: 'M12 16V4M7 9l5-5 5 5M4 16v4h16v-4',
  audit: 'M6 3h9l4 4v14H6zM9 12h7M9 16h7M9 8h3',
  parts: 'M4 5h7v6H4zM13 5h7v6h-7zM4 13h7v6H4zM13 16h7',
  explain: 'M11 18a7 7 0 1 1 0-14 7 7 0 0 1 0 14M16 16l5 5M9.5 9a1.8 1.8 0 1 1 2 2.3V12M11.5 14v.1',
  settings: 'M4 7h9M17 7h3M15 5v4M4 17h3M11 17h9M9 15v4',
  people:
    'M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7M3 20c0-3.5 2.5-6 6-6s6 2.5 6 6M16 4.5a3.5 3.5 0 0 1 0 6M18 14.5c2 .8 3 2.8 3 5.5',
  accounts: 'M3 20V8l6-4 6 4v12M15 20V11h6v9M3 20h18M7 11h4M7 15h4',
  user: 'M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8M4 20c0-4 3.5-6 8-6s8 2 8 6',
  sun: 'M12 16a4 4 0 1 0 0-8 4 4 0 0 0 0 8M12 3v1M12 20v1M3 12h1M20 12h1M5.6 5.6l.7.7M17.7 17.7l.7.7M5.6 18.4l.7-.7M17.7 6.3l.7-.7',
  moon: 'M19 14.5A7.5 7.5 0 1 1 9.5 5a6 6 0 0 0 9.5 9.5z',
  auto: 'M12 20a8 8 0 1 0 0-16 8 8 0 0 0 0 16M12 4v16M15 5.5v13M18 7.5v9',
  copy: 'M9 9h11v11H9zM15 9V4H4v11h5',
  check: 'M5 13l4 4L19 7',
  plus: 'M12 5v14M5 12h14',
  search: 'M10.5 17a6.5 6.5 0 1 1 0-13 6.5 6.5 0 0 1 0 13M15.5 15.5L20 20',
  more: 'M12 5v.1M12 12v.1M12 19v.1',
  external: 'M10 5H5v14h14v-5M14 4h6v6M20 4l-9 9',
  empty: 'M4 13l3-8h10l3 8v6H4zM4 13h5l1.5 2.5h3L15 13h5',
  warning: 'M12 4l9 16H3zM12 10v4M12 17v.1',
  down: 'M6 9l6 6 6-6',
} as const

/** The name of an icon. */
export type IconName = keyof typeof paths

/** A small picture beside a word. It is hidden from screen readers, because the word says everything. */
export function Icon({ name, size = 16 }: { readonly name: IconName; readonly size?: number }) {
  return (
    <svg
      aria-hidden="true"
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth={2}
      strokeLinecap="round"
      strokeLinejoin="round"
    >
      <path d={paths[name]} />
    </svg>
  )
}
