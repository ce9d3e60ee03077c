/** A trigger as a function in this process. It gets a copy of the event, and answers it or another one. */
// biome-ignore lint/suspicious/noExplicitAny: each trigger has its own event, as AWS's own types have it
export type TriggerFunction = (event: any) => unknown

/** What a function's ARN or name stands for: an address, a module, or the function itself. */
export type Functions = Readonly<Record<string, string | TriggerFunction>>
