import { parentPort } from 'node:worker_threads';
import { workOn, type SharedTask } from './column-work.ts';

parentPort?.on('message', (task: SharedTask) => workOn(task));
