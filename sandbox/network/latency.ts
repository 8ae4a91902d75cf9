/** What the network costs, in milliseconds. May be changed while the sandbox runs. */
export interface Latency {
  /** The least time from a request to its answer. */
  response: number;
  /** The least time that opening a connection takes: one half for the round trip of TCP, one half for that of TLS. */
  connection: number;
}
