import type { Context } from 'hono'
import type { CallerContext } from '../rules/caller-context.ts'

/** What a server knows of the connection that a request came on. */
export interface Connection {
  readonly address: string | undefined
}

/**
 * Who a request says it is from. The address is the socket's, never one that a header names: anybody can send
 * those. Scripts in browsers cannot set `User-Agent`, so that SDKs say more in `x-amz-user-agent`; what the browser
 * says of itself is still the better answer.
 */
export const callerOf = ({ req, env }: Context): CallerContext => ({
  address: (env as Connection | undefined)?.address,
  userAgent: req.header('user-agent') ?? req.header('x-amz-user-agent'),
})
