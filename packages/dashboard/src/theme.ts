import { Anchor, Badge, type CSSVariablesResolver, createTheme, Modal } from '@mantine/core'

/** The theme: one accent colour, the system's fonts, and Mantine's defaults for almost everything else. */
export const theme = createTheme({
  primaryColor: 'blue',
  // Lighter shades have too little contrast with the white text on them (WCAG 2.2, 1.4.3).
  primaryShade: { light: 8, dark: 8 },
  fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif',
  fontFamilyMonospace: 'ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace',
  headings: {
    fontWeight: '600',
    sizes: { h1: { fontSize: '1.5rem' }, h2: { fontSize: '1.125rem' }, h3: { fontSize: '1rem' } },
  },
  defaultRadius: 'sm',
  respectReducedMotion: true,
  cursorType: 'pointer',
  components: {
    Badge: Badge.extend({ defaultProps: { tt: 'none', fw: 500 } }),
    // Links are underlined, because colour alone must not distinguish them from the text around them (WCAG 2.2, 1.4.1).
    Anchor: Anchor.extend({ defaultProps: { underline: 'always' } }),
    Modal: Modal.extend({
      defaultProps: {
        closeButtonProps: { 'aria-label': 'Close' },
        // Mantine uses `<header>`, which would be a second banner landmark of the document.
        attributes: { header: { role: 'presentation' } },
      },
    }),
  },
})

/** Replaces Mantine's own colours for dimmed text and errors, which have too little contrast for small text (WCAG 2.2, 1.4.3). */
export const resolveVariables: CSSVariablesResolver = ({ colors }) => ({
  variables: {},
  light: {
    '--mantine-color-dimmed': colors.gray[7],
    '--mantine-color-placeholder': colors.gray[7],
    '--mantine-color-error': colors.red[9],
    // Keeps the text of a light button readable under the pointer.
    '--mantine-color-blue-light-hover': colors.blue[1],
    '--mantine-color-red-light-hover': colors.red[0],
    '--signpost-good': colors.green[8],
    '--signpost-warning': '#a15c00',
    '--mantine-color-yellow-outline': '#a15c00',
    '--signpost-bad': colors.red[8],
    '--signpost-unknown': colors.gray[6],
    '--signpost-allowed': colors.blue[6],
    '--signpost-denied': colors.yellow[7],
    '--signpost-failed': colors.red[7],
  },
  dark: {
    '--mantine-color-dimmed': colors.dark[1],
    '--mantine-color-placeholder': colors.dark[2],
    '--mantine-color-error': colors.red[4],
    // For light buttons, Mantine's own shades are nearly white here.
    '--mantine-color-blue-light-color': colors.blue[4],
    '--mantine-color-red-light-color': colors.red[4],
    '--mantine-color-blue-light-hover': '#1b3a57',
    '--mantine-color-red-light-hover': '#4a2426',
    '--signpost-good': colors.green[5],
    '--signpost-warning': colors.yellow[5],
    '--signpost-bad': colors.red[5],
    '--signpost-unknown': colors.gray[5],
    '--signpost-allowed': colors.blue[5],
    '--signpost-denied': colors.yellow[5],
    '--signpost-failed': colors.red[5],
  },
})
