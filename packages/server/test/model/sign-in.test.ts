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
      // A walk that the time limit cuts goes on in a house that is closed: what it meets there is no finding.
      let isOver = false
      const tell = (story: string) => isOver || console.error(story)
      const walks = fc.assert(await keepsToModel(house, { tell }), walkParameters)
      await walks.finally(() => {
        isOver = true
      })
    },
    WALK_TIMEOUT_MS,
  )
})
