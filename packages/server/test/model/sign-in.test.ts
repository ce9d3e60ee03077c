import fc from 'fast-check'
import { it } from 'vitest'
import { stopTime } from '../attacks/stopped-time.ts'
import { Functions } from '../support/functions.ts'
import { onEachStore } from '../support/stores.ts'
import { askByFunctions, FUNCTIONS } from './house.ts'
import { keepsToModel, WALK_TIMEOUT_MS, walkParameters } from './walk.ts'

onEachStore('a walk through sign-in', (open) => {
  stopTime()

  it(
    'comes to tokens only by all that the pool demands, and then always',
    async () => {
      const functions = new Functions(...FUNCTIONS)
      askByFunctions(functions)
      const house = await open(functions.options)
      await fc.assert(await keepsToModel(house, { tell: console.error }), walkParameters)
    },
    WALK_TIMEOUT_MS,
  )
})
