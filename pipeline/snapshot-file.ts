import { type FileHandle, open, readFile, rename, rm, stat } from "node:fs/promises";
import { dirname } from "node:path";

/** Only who runs the proxy reads it. */
const MODE = 0o600;

/** A file that is either whole or not there, whatever happens while it is written. One writer. */
export class SnapshotFile {
  readonly path: string;

  constructor(path: string) {
    this.path = path;
  }

  /** What is in it; undefined when there is none. Throws where it cannot be read or is larger than `maxBytes`. */
  async read(maxBytes: number): Promise<Buffer | undefined> {
    try {
      const { size } = await stat(this.path);
      if (size > maxBytes) throw new RangeError("The snapshot is larger than the memory for what is in it.");
      return await readFile(this.path);
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  }

  /** Replaces it, on disk when this resolves. */
  async write(chunks: readonly Uint8Array[]): Promise<void> {
    const temporary = `${this.path}.tmp`;
    await rm(temporary, { force: true });
    const file = await open(temporary, "wx", MODE);
    try {
      await writeAll(file, chunks);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, this.path);
    await this.#syncFolder();
  }

  /** Removes it, on disk when this resolves. */
  async remove(): Promise<void> {
    try {
      await rm(this.path);
    } catch (error) {
      if (isMissing(error)) return;
      throw error;
    }
    await this.#syncFolder();
  }

  async #syncFolder(): Promise<void> {
    const folder = await open(dirname(this.path), "r");
    try {
      await folder.sync();
    } finally {
      await folder.close();
    }
  }
}

async function writeAll(file: FileHandle, chunks: readonly Uint8Array[]): Promise<void> {
  for (const chunk of chunks) {
    for (let from = 0; from < chunk.length; ) from += (await file.write(chunk, from)).bytesWritten;
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ENOENT";
}
