/** What time it is. Asked through a port so that a test can move an hour ahead without sleeping. */
export interface Clock {
  /** Milliseconds since 1970-01-01T00:00:00Z. */
  now(): number
}
