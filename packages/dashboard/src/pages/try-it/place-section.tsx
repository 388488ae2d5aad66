import { Autocomplete, SimpleGrid, TextInput } from '@mantine/core'
import { Section } from '../../components/section.tsx'
import { useBucketSuggestions } from './use-bucket-suggestions.ts'

/** Where the page works. */
export interface Place {
  readonly bucket: string
  /** What keys begin with. */
  readonly prefix: string
}

interface PlaceSectionProps {
  readonly place: Place
  readonly onChange: (place: Place) => void
}

/** The bucket and the key prefix that one tries things in. */
export function PlaceSection({ place, onChange }: PlaceSectionProps) {
  const suggested = useBucketSuggestions()
  return (
    <Section title="Where" description="A bucket that one of your credentials is for, and what the keys begin with.">
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        <Autocomplete
          label="Bucket"
          placeholder="my-bucket"
          autoComplete="off"
          spellCheck={false}
          data={[...suggested]}
          value={place.bucket}
          onChange={(bucket) => onChange({ ...place, bucket: bucket.trim() })}
        />
        <TextInput
          label="Key prefix"
          placeholder="try-it/"
          autoComplete="off"
          spellCheck={false}
          value={place.prefix}
          onChange={(event) => onChange({ ...place, prefix: event.currentTarget.value })}
        />
      </SimpleGrid>
    </Section>
  )
}
