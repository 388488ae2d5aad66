import { type MantineColorScheme, SegmentedControl, useMantineColorScheme, VisuallyHidden } from '@mantine/core'
import { Icon, type IconName } from '../components/icon.tsx'

const schemes: readonly { readonly value: MantineColorScheme; readonly icon: IconName; readonly label: string }[] = [
  { value: 'auto', icon: 'auto', label: 'Same as the system' },
  { value: 'light', icon: 'sun', label: 'Light' },
  { value: 'dark', icon: 'moon', label: 'Dark' },
]

/** Chooses light, dark or the system's scheme. The browser stores the choice. */
export function ColorSchemeSwitch() {
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  return (
    <SegmentedControl
      aria-label="Colour scheme"
      size="xs"
      fullWidth
      value={colorScheme}
      onChange={(value) => setColorScheme(value as MantineColorScheme)}
      data={schemes.map(({ value, icon, label }) => ({
        value,
        label: (
          <span title={label}>
            <Icon name={icon} />
            <VisuallyHidden>{label}</VisuallyHidden>
          </span>
        ),
      }))}
    />
  )
}
