/** One kind of outage of a server in use: how it begins, and how it ends. */
export interface Outage<Server> {
  readonly name: string
  begin(server: Server): Promise<void> | void
  end(server: Server): Promise<void> | void
}
