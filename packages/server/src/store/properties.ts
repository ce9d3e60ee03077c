import type { Queries } from './queries.ts'

/** Facts about the database itself. */
export const propertiesIn = (db: Queries) => ({
  /** Writes a value unless there is one, and answers the one that is there. */
  async claim(name: string, value: string): Promise<string> {
    await db
      .insertInto('properties')
      .values({ name, value })
      .onConflict((conflict) => conflict.doNothing())
      .execute()
    const row = await db
      .selectFrom('properties')
      .select('value')
      .where('name', '=', name)
      .executeTakeFirstOrThrow()
    return row.value
  },
})
