/** Every operation that works, by its wire name: one line an area. */
export * from './pools.ts'
export * from './tags.ts'
