import { randomUUID } from 'node:crypto';
import { linkSync, readFileSync, renameSync, statSync, unlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { AppError } from '../kernel/errors.ts';

/** Who writes a database file. `birth` tells a process from a later one with the same number. */
type Holder = { readonly pid: number; readonly host: string; readonly birth: string; readonly token: string };

export type Lock = { readonly release: () => void };

const BEAT_MS = 10_000;
const SILENT_MS = 60_000;

/**
 * Takes `<file>.lock`, so that one process writes a database file at a time. A lock left by a process that
 * is dead is taken over; one from another machine or container counts as dead after a minute of silence.
 * Throws `database_locked` naming the file and the process that holds it.
 */
export function takeLock(file: string): Lock {
  const path = `${file}.lock`;
  const mine: Holder = {
    pid: process.pid,
    host: hostname(),
    birth: birthOf(process.pid) ?? '',
    token: randomUUID(),
  };
  const draft = `${path}.${mine.token}`;
  writeFileSync(draft, `${JSON.stringify(mine)}\n`);
  try {
    // link() fails if the name exists and never shows a half-written file.
    for (let tries = 0; !tryLink(draft, path); tries++) {
      const held = readHolder(path);
      if (held === null) continue;
      if (tries > 20 || isAlive(held, path)) {
        throw new AppError('database_locked', { file, pid: held.pid });
      }
      removeStale(path, held);
    }
  } finally {
    unlinkSync(draft);
  }
  const beat = setInterval(() => {
    try {
      if (readHolder(path)?.token === mine.token) utimesSync(path, new Date(), new Date());
    } catch {
      // A disk that fails for a moment costs a beat; what cannot be written is told where it is written.
    }
  }, BEAT_MS);
  beat.unref();
  return {
    release: () => {
      clearInterval(beat);
      if (readHolder(path)?.token === mine.token) unlinkSync(path);
    },
  };
}

function tryLink(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** Null when the file is gone; a file that is not ours to understand is reported as held by nobody known. */
function readHolder(path: string): Holder | null {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
  try {
    const value = JSON.parse(text) as Partial<Holder>;
    if (typeof value.pid === 'number' && typeof value.token === 'string') {
      return { pid: value.pid, host: value.host ?? '', birth: value.birth ?? '', token: value.token };
    }
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  return { pid: Number.parseInt(text, 10) || 0, host: '', birth: '', token: text };
}

function isAlive(held: Holder, path: string): boolean {
  if (held.host !== '' && held.host !== hostname()) {
    const age = Date.now() - (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0);
    return age < SILENT_MS;
  }
  if (held.pid <= 0) return false;
  try {
    process.kill(held.pid, 0);
  } catch (error) {
    // EPERM: it lives, but belongs to someone else.
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
  }
  const birth = birthOf(held.pid);
  return birth === null || held.birth === '' || birth === held.birth;
}

/**
 * Moves the stale file aside under a name of its own. If someone replaced it between our reading and our
 * moving, what we moved is a living lock: it is put back.
 */
function removeStale(path: string, held: Holder): void {
  const aside = `${path}.${randomUUID()}`;
  try {
    renameSync(path, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  if (readHolder(aside)?.token !== held.token) tryLink(aside, path);
  unlinkSync(aside);
}

/** Boot and start time of a process on Linux (field 22 of /proc/PID/stat); null where that cannot be read. */
function birthOf(pid: number): string | null {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const started = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
    return started === undefined ? null : `${boot}:${started}`;
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOENT' || code === 'ESRCH' || code === 'EACCES') return null;
    throw error;
  }
}
