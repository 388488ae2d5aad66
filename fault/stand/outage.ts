/** What can become of a server under use, and how it comes to its end. */
export interface Outage<Server> {
  readonly name: string
  begin(server: Server): Promise<void> | void
  end(server: Server): Promise<void> | void
}
