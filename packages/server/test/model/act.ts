/** What every command of a walk is. */
import type { AsyncCommand } from 'fast-check'
import { choose } from './evidence.ts'
import type { Model, Ticket } from './state.ts'
import type { World } from './wire.ts'

type Command = AsyncCommand<Model, World>

/** What a command did, for the counterexample: what was drawn says little without it. */
export abstract class Act implements Command {
  #story = 'nothing'

  check(_: Readonly<Model>): boolean {
    return true
  }

  async run(model: Model, world: World): Promise<void> {
    await this.act(model, world, (story) => {
      this.#story = story
    })
  }

  toString(): string {
    return this.#story
  }

  abstract act(model: Model, world: World, tell: (story: string) => void): Promise<void>
}

/** Which challenge is answered: the newest that stands, or any that ever was. */
export interface Pick {
  readonly isNewest: boolean
  readonly back: number
}

export function pickFrom(tickets: readonly Ticket[], { isNewest, back }: Pick): Ticket | undefined {
  const open = tickets.filter(({ status }) => status === 'open')
  return isNewest ? open.at(-1) : choose(tickets.toReversed(), back)
}
