import { resolve } from 'node:path';
import { filesBeside } from '../../store/file-folder.ts';
import type { EvidenceOptions } from './evidence-desk.ts';

/** Where evidence lies by the settings, and how big a file may be; null where a database on a server leaves no place. */
export function evidencePlace(config: {
  readonly db: string;
  readonly files: string;
  readonly fileLimitMb: number;
}): EvidenceOptions | null {
  const folder = config.files === '' ? filesBeside(config.db) : resolve(config.files);
  return folder === null ? null : { folder, limit: config.fileLimitMb * 1_048_576 };
}
