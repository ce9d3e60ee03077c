import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'

const here = fileURLToPath(new URL('.', import.meta.url))

/**
 * A program for browsers in one piece, minified.
 *
 * @param folder where its imports are found; unless given, this one.
 */
export async function bundle(source: string, folder = here): Promise<Uint8Array> {
  const { outputFiles } = await build({
    stdin: { contents: source, resolveDir: folder },
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    conditions: ['source'],
  })
  return outputFiles[0]?.contents ?? new Uint8Array()
}

/** The bytes that a browser fetches for what is imported: bundled, minified, gzip -9. */
export const bundleSize = async (source: string): Promise<number> =>
  gzipSync(await bundle(source), { level: 9 }).length
