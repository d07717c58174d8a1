import { parentPort } from 'node:worker_threads';
import { nextTurn } from '../kernel/next-turn.ts';
import type { LoadedModel, Reading, loadEncoderModel } from './model.ts';
import { EncoderRefusal } from './types.ts';
import type { FromThread, Refusal, ToThread } from './types.ts';

type Call = { readonly call: number; readonly reading: Reading; next: number };

const say = (message: FromThread, moved: ArrayBuffer[] = []): void => parentPort?.postMessage(message, moved);

function refusalOf(error: unknown, fallback: Pick<Refusal, 'fault' | 'reason'>): Refusal {
  if (error instanceof EncoderRefusal) return error.refusal;
  return { ...fallback, detail: error instanceof Error ? error.message : String(error) };
}

let model: LoadedModel | null = null;
const waiting: Call[] = [];
let running = false;

async function open(dir: string, began: number): Promise<void> {
  let load: typeof loadEncoderModel;
  try {
    load = (await import('./model.ts')).loadEncoderModel;
  } catch (error) {
    const known = { fault: 'no_runtime', reason: '本机装不上 ONNX 运行库（onnxruntime-node）' } as const;
    return say({ kind: 'refused', refusal: refusalOf(error, known) });
  }
  try {
    model = await load(dir, began);
    say({ kind: 'ready', info: model.info });
  } catch (error) {
    say({ kind: 'refused', refusal: refusalOf(error, { fault: 'broken_model', reason: '模型装不上' }) });
  }
}

/** Batch by batch; of several calls the one with least left comes first. */
async function work(): Promise<void> {
  if (running || model === null) return;
  running = true;
  while (waiting.length > 0) {
    const left = ({ reading, next }: Call): number => reading.batches.length - next;
    const call = waiting.reduce((least, other) => (left(other) < left(least) ? other : least));
    const done = await step(model, call);
    if (done) waiting.splice(waiting.indexOf(call), 1);
    // Lets in calls that came meanwhile.
    await nextTurn();
  }
  running = false;
}

async function step(loaded: LoadedModel, call: Call): Promise<boolean> {
  try {
    if (call.next < call.reading.batches.length) await loaded.read(call.reading, call.next++);
    if (call.next < call.reading.batches.length) return false;
    const { out } = call.reading;
    say({ kind: 'vectors', call: call.call, vectors: out }, [out.buffer as ArrayBuffer]);
  } catch (error) {
    const refusal = refusalOf(error, { fault: 'failed', reason: '这一批文本没有算出来' });
    say({ kind: 'failed', call: call.call, refusal });
  }
  return true;
}

parentPort?.on('message', (message: ToThread) => {
  if (message.kind === 'open') return void open(message.dir, message.began);
  if (model === null) return;
  try {
    waiting.push({ call: message.call, reading: model.begin(message.texts, message.role), next: 0 });
  } catch (error) {
    const refusal = refusalOf(error, { fault: 'failed', reason: '这一批文本没有读进来' });
    return say({ kind: 'failed', call: message.call, refusal });
  }
  void work();
});
