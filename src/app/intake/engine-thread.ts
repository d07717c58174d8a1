import { parentPort, workerData } from 'node:worker_threads';
import { systemClock } from '../../kernel/clock.ts';
import { loadKnowledge } from '../../profile/load-knowledge.ts';
import { loadProfile } from '../../profile/load.ts';
import { openStore } from '../../store/store.ts';
import { canonicalJson } from '../canonical.ts';
import { createProfileHolder } from '../catalogue/profile-holder.ts';
import { createKnowledgeHolder } from '../knowledge/knowledge-holder.ts';
import { openKnowledge } from '../knowledge/knowledge-updates.ts';
import type { Engine } from '../types.ts';
import { engineOver } from './engine.ts';
import type { Askable, CrewTask, CrewTold, EngineSource } from './engine-crew.ts';
import { createReadingKit } from './reading-kit.ts';
import { loadSentenceModel } from './sentence-model.ts';

const { profileDir, calendarFile, modelDir, knowledgeDir, db } = workerData as EngineSource;
const tell = (told: CrewTold): void => parentPort?.postMessage(told);

const profiles = createProfileHolder(loadProfile(profileDir, calendarFile), systemClock);
const shipped = loadKnowledge(knowledgeDir);
const kit = createReadingKit(profiles.profile);
const encode = loadSentenceModel(modelDir, kit.segmenter);

/** What is in force now: the model of the registry, and what the database holds. */
async function load(): Promise<Engine> {
  const store = await openStore({ ...db, readOnly: true });
  try {
    await profiles.refresh(store);
    const knowledge = createKnowledgeHolder(await openKnowledge(shipped, store, encode));
    return engineOver({ kit, knowledge, encode }, modelDir);
  } finally {
    await store.close();
  }
}

let engine = await load();

function answerOf(name: keyof Askable, given: readonly unknown[]): unknown {
  try {
    return (engine[name] as (...given: readonly unknown[]) => unknown)(...given);
  } catch {
    // Answered once more by whoever asked, where what is wrong is told.
    return null;
  }
}

parentPort?.on('message', (told: CrewTask) => {
  if (told.what === 'load') {
    void load()
      .then((next) => (engine = next))
      // It stays behind, says so at the next question, and tries again.
      .catch(() => undefined)
      .finally(() => tell({ what: 'ready' }));
    return;
  }
  const { task, name, given, versions } = told;
  const isBehind = canonicalJson(engine.versions) !== canonicalJson(versions);
  tell({ what: 'said', task, answer: isBehind ? null : answerOf(name, given), isBehind });
});
tell({ what: 'ready' });
