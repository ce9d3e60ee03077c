/** Runs the functions that pools name as their triggers. */
export interface TriggerRunner {
  /**
   * What a function answered, not looked at. `target` is its ARN.
   *
   * @throws FunctionError when the function itself failed, InvocationError when it gave no answer.
   */
  run(target: string, event: object): Promise<unknown>
}

/** The function ran and refused, or broke. The message is its own, and meant for whoever called. */
export class FunctionError extends Error {
  override readonly name = 'FunctionError'
}

/** There was no answer of the function's. The message is for the operator. */
export class InvocationError extends Error {
  override readonly name = 'InvocationError'
  /** Whether another try may help. */
  readonly isPassing: boolean

  constructor(message: string, { isPassing, cause }: { isPassing: boolean; cause?: unknown }) {
    super(message, { cause })
    this.isPassing = isPassing
  }
}
