import type { PresetName } from './model.ts'
import { ceph, hetzner, linode, spaces, vultr } from './stores/ceph-clouds.ts'
import { alibaba, aws, gcs, ibm, oracle } from './stores/cloud-stores.ts'
import { b2, idrive, ovh, r2, scaleway, storj, supabase, tigris, wasabi } from './stores/object-clouds.ts'
import {
  garage,
  minio,
  other,
  rustfs,
  seaweedfs,
  storagegrid,
  swiftstack,
  versity,
} from './stores/self-hosted-stores.ts'
import type { Preset } from './stores/store.ts'

/**
 * The stores as one table, from each store's own list of differences from S3. Operations consult it: where a store would refuse
 * a URL, or silently ignore its ACL, Signpost refuses the request and says why.
 */
export const presets: Readonly<Record<PresetName, Preset>> = {
  aws,
  r2,
  b2,
  wasabi,
  spaces,
  gcs,
  supabase,
  hetzner,
  scaleway,
  ovh,
  linode,
  vultr,
  idrive,
  storj,
  tigris,
  oracle,
  ibm,
  alibaba,
  minio,
  ceph,
  garage,
  seaweedfs,
  rustfs,
  versity,
  storagegrid,
  swiftstack,
  other,
}

/** The names of the presets, for the command line. */
export const presetNames = Object.keys(presets) as PresetName[]
