import { restartTopics } from '../../store/topics.ts';
import { INSIGHT_TOPIC } from '../context.ts';
import type { Context } from '../context.ts';
import type { Insight } from './insight-types.ts';
import { createSubjects } from './subjects.ts';
import { createTasks } from './tasks.ts';
import { createTopicReading } from './topic-reading.ts';
import { createWarnings } from './warnings.ts';

/** Topics, warnings, tasks of acting before complaints come, histories of subjects. */
export function createInsight(context: Context): Insight {
  const { store, clock, insight, wake } = context;
  return {
    ...createTopicReading(context),
    ...createWarnings(context),
    ...createTasks(context),
    ...createSubjects(context),
    rebuild: async () => {
      const waiting = await store.write((db) => restartTopics(db, INSIGHT_TOPIC, clock.now()));
      insight.reset();
      wake();
      return waiting;
    },
  };
}
