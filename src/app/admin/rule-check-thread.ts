import { parentPort, workerData } from 'node:worker_threads';
import { checkRuleFiles } from './rule-checks.ts';
import type { RuleFiles } from './rule-checks.ts';

parentPort?.postMessage(checkRuleFiles(workerData as RuleFiles));
