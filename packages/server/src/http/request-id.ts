import type { Context } from 'hono'

const HEADER = 'x-amzn-requestid'

/** The id of a request, as its log lines and its answer carry it. */
export const requestIdOf = (context: Context): string => context.get(HEADER)

export const giveRequestId = (context: Context, id: string): void => context.set(HEADER, id)
