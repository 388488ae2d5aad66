import { globSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { IDeployment } from 'kubernetes-models/apps/v1'
import type { IIngress, INetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1'
import type { IPodDisruptionBudget } from 'kubernetes-models/policy/v1'
import type { INamespace, ISecret, IService } from 'kubernetes-models/v1'
import { parseAllDocuments } from 'yaml'
import { deployFolder } from './compose-file.ts'

/** The fields of every manifest. */
export interface Manifest {
  readonly apiVersion: string
  readonly kind: string
  readonly metadata: {
    readonly name: string
    readonly namespace?: string
    readonly labels?: Readonly<Record<string, string>>
  }
}

/** A file of `deploy/kubernetes` with its content. */
export interface ManifestFile {
  readonly name: string
  readonly manifest: Manifest
}

interface ManifestKinds {
  Deployment: IDeployment
  Ingress: IIngress
  Namespace: INamespace
  NetworkPolicy: INetworkPolicy
  PodDisruptionBudget: IPodDisruptionBudget
  Secret: ISecret
  Service: IService
}

/** The folder of the manifests. */
export const manifestFolder = join(deployFolder, 'kubernetes')

/** Reads every file of the folder. @throws Error for a file that is not exactly one YAML document */
export function readManifests(): ManifestFile[] {
  return globSync(join(manifestFolder, '*.yaml')).map((file) => {
    const [document, ...others] = parseAllDocuments(readFileSync(file, 'utf8'), { version: '1.1' })
    if (document === undefined || 'empty' in document || document.errors.length + others.length > 0) {
      throw new Error(`${file} is not one YAML document`)
    }
    return { name: basename(file), manifest: document.toJS() as Manifest }
  })
}

/** Finds the only manifest of a kind. @throws Error when there is none, or more than one */
export function findManifest<Kind extends keyof ManifestKinds>(files: readonly ManifestFile[], kind: Kind) {
  const [found, ...others] = files.filter(({ manifest }) => manifest.kind === kind)
  if (found === undefined || others.length > 0) throw new Error(`There is not one ${kind}`)
  return found.manifest as Manifest & ManifestKinds[Kind]
}
