/** Where the keys of a credential that renews itself come from. Nothing in it is secret. */
export type CredentialSource =
  /** The role of the EC2 instance, or that of the container (ECS, EKS Pod Identity). */
  | { readonly from: 'instance' | 'container' }
  /** The role that the environment names, for the token in the file that the environment names (IRSA). */
  | { readonly from: 'web-identity'; readonly sessionSeconds?: number }
  /** A profile of the AWS files (`~/.aws`), the default one without a name; keys, IAM Identity Center, or whatever it says. */
  | { readonly from: 'profile'; readonly profile?: string }
  /** A role that another credential of the account assumes. */
  | {
      readonly from: 'assume-role'
      readonly roleArn: string
      readonly credentialId: string
      readonly externalId?: string
      readonly sessionSeconds?: number
    }

/** How far the renewal of a credential is. */
export interface Renewal {
  /** When a node begins the next one. It moves this first, so that others leave it to that node until then. */
  readonly dueAt: number
  /** There when the last one failed. */
  readonly failure?: RenewalFailure
}

/** Why a renewal failed. */
export interface RenewalFailure {
  readonly at: number
  /** How many have failed since one succeeded. */
  readonly count: number
  /** For the operator; it holds no secret. */
  readonly reason: string
}
