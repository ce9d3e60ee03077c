/** Slow password hashing, behind a bounded queue so that a flood of sign-ins starves nothing else. */
export interface Hashing {
  /** The PHC string of an argon2id hash. Rejects with TooManyRequestsException when the queue is full. */
  hash(password: string): Promise<string>
  /** Whether the password is the one behind a PHC string. */
  verify(phc: string, password: string): Promise<boolean>
}
