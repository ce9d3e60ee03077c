type MaybePromise<Value> = Value | Promise<Value>

/** One key of a shared storage that was changed by someone else. */
export interface StorageChange {
  readonly key: string | null
  readonly oldValue: string | null
  readonly newValue: string | null
}

/** Where sessions are kept. The first three are all it takes to bring your own. */
export interface AuthStorage {
  getItem(key: string): MaybePromise<string | null | undefined>
  setItem(key: string, value: string): MaybePromise<unknown>
  removeItem(key: string): MaybePromise<unknown>
  /** Runs while nobody who shares this storage runs under the same name. */
  lock?<Result>(name: string, run: () => Promise<Result>): Promise<Result>
  /** Tells of changes that others make. Answers how to stop. */
  addListener?(listener: (change: StorageChange) => Promise<void>): () => void
}
