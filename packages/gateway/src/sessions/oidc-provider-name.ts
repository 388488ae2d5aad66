/** What better-auth calls the provider, and what stands in its callback's path. */
export const oidcProvider = 'oidc'
