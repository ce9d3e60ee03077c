/** A group of a pool's users. */
export interface Group {
  readonly poolId: string
  readonly name: string
  readonly description: string | undefined
  /** The role its members may take, where they sign in to an identity pool. */
  readonly roleArn: string | undefined
  /** The lowest number comes first where a user is in several. */
  readonly precedence: number | undefined
  readonly createdAt: number
  readonly modifiedAt: number
}
