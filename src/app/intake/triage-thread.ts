import { parentPort, workerData } from 'node:worker_threads';
import { systemClock } from '../../kernel/clock.ts';
import { loadProfile } from '../../profile/load.ts';
import { openStore } from '../../store/store.ts';
import { createProfileHolder } from '../catalogue/profile-holder.ts';
import type { OrderInput, TriageAids, TriageResult } from '../types.ts';
import { createEngine } from './engine.ts';

/** Where an engine is loaded from; the folders are absolute. */
export type EngineSource = {
  readonly profileDir: string;
  readonly calendarFile: string;
  readonly modelDir: string;
  readonly knowledgeDir: string;
  /** The database whose revisions lie over the profile. */
  readonly db: { readonly url: string; readonly authToken?: string };
};

export type TriageTask = {
  readonly task: number;
  readonly orders: readonly OrderInput[];
  readonly aids: TriageAids;
};

export type TriageTold =
  | { readonly what: 'ready' }
  /** Null for an order that could not be read. */
  | { readonly what: 'read'; readonly task: number; readonly triages: readonly (TriageResult | null)[] };

const { profileDir, calendarFile, modelDir, knowledgeDir, db } = workerData as EngineSource;
const tell = (told: TriageTold): void => parentPort?.postMessage(told);

const profiles = createProfileHolder(loadProfile(profileDir, calendarFile), systemClock);
const store = await openStore({ ...db, readOnly: true });
try {
  await profiles.refresh(store);
} finally {
  await store.close();
}
const engine = createEngine({ profile: profiles.profile, modelDir, knowledgeDir });

function read(order: OrderInput, aids: TriageAids): TriageResult | null {
  try {
    return engine.triage(order, aids);
  } catch {
    // Read once more by whoever asked, where what is wrong is told.
    return null;
  }
}

parentPort?.on('message', ({ task, orders, aids }: TriageTask) =>
  tell({ what: 'read', task, triages: orders.map((order) => read(order, aids)) }),
);
tell({ what: 'ready' });
