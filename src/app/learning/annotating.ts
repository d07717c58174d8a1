import { AppError } from '../../kernel/errors.ts';
import { newId } from '../../kernel/ids.ts';
import { nextTurn } from '../../kernel/next-turn.ts';
import { marginUncertainty, pickQueue } from '../../learn/sampling.ts';
import * as table from '../../store/annotations.ts';
import type { Annotation, AnnotationTask } from '../../store/annotations.ts';
import { appendAudit } from '../../store/audit.ts';
import type { Db } from '../../store/client.ts';
import { orderById, type StoredOrder } from '../../store/orders.ts';
import { isSimulated } from '../../store/simulation.ts';
import { sha256 } from '../canonical.ts';
import type { Context } from '../context.ts';
import { createLabelStatistics, taskStates } from './label-statistics.ts';
import { agreedLabels, databaseLabels, labelsJsonl } from './labels.ts';
import type { Annotating, AnnotationInput, Disagreement, TaskView, Why } from './learning-types.ts';
import { isLetIn, noOrder, scopeOf } from '../rights.ts';
import { textVectors } from '../relations/text-vectors.ts';
import type { Actor, OrderInput, TriageResult } from '../types.ts';

/** Types offered by number key. */
const CANDIDATES = 5;
/** Least certain orders looked at when the queue is filled. */
const LOOKED_AT = 600;
/** Corrected orders that the model reads again, the newest. */
const DOUBTABLE = 500;
const QUEUE_LIMIT = 200;
/** A correction is doubted where the model is this sure of another type. */
const DOUBT = 0.7;
const TEXT_LIMIT = 20_000;

/** Labels from people: what to ask, who said what, where they differ, and what follows. */
export function createAnnotating(context: Context): Annotating {
  const { store, clock, names, profile } = context;

  const fill: Annotating['fill'] = async (actor, how, size) => {
    scopeOf(actor, 'label.manage');
    if (!Number.isInteger(size) || size < 1 || size > QUEUE_LIMIT)
      throw badField('size', `须为 1 到 ${QUEUE_LIMIT} 的整数`);
    const rows = how === 'uncertain' ? await uncertain(size) : await doubted(size);
    const tasks = rows.picked.map((p) => taskOf(p.order, p.why, p.score, p.codes, actor));
    const added = await store.write(async (db) => {
      const n = (await table.insertTasks(db, tasks)).length;
      await audited(db, actor, 'label.queue', '-', `${how} ${n}`);
      return n;
    });
    return { looked: rows.looked, added };
  };

  type Pick = {
    readonly order: StoredOrder;
    readonly why: Why;
    readonly score: number;
    readonly codes: readonly string[];
  };

  /** Orders that nobody has labelled, by how near the two likeliest types are, each unlike those before it. */
  async function uncertain(size: number): Promise<{ looked: number; picked: Pick[] }> {
    const rows = await store.read((db) => table.unlabelledOrders(db, LOOKED_AT));
    const vectors = textVectors(rows.map(({ order }) => textOf(order)));
    const items = rows.map(({ result }, i) => ({
      uncertainty: marginUncertainty(candidatesOf(result).map((c) => c.confidence)),
      vector: vectors[i] as (typeof vectors)[number],
    }));
    const picked = pickQueue(items, size).map(({ index, why }): Pick => {
      const { order, result } = rows[index] as (typeof rows)[number];
      const score = items[index]?.uncertainty ?? 0;
      return { order, why, score, codes: candidatesOf(result).map((c) => c.code) };
    });
    return { looked: rows.length, picked };
  }

  /** Corrected orders of whose type the model in use is sure that it is another one. */
  async function doubted(size: number): Promise<{ looked: number; picked: Pick[] }> {
    const rows = await store.read((db) => table.unaskedCorrectedOrders(db, DOUBTABLE));
    const picked: Pick[] = [];
    for (const order of rows) {
      const { issueType } = context.engine.triage(order.input as unknown as OrderInput);
      if (issueType.code === order.issueType || issueType.confidence < DOUBT) continue;
      const codes = [order.issueType, ...issueType.candidates.map((c) => c.code)];
      picked.push({ order, why: 'suspect', score: issueType.confidence, codes });
      // Reading takes a millisecond or two an order: requests have their turn.
      await nextTurn();
    }
    picked.sort((a, b) => b.score - a.score || a.order.seq - b.order.seq);
    return { looked: rows.length, picked: picked.slice(0, size) };
  }

  function taskOf(
    order: StoredOrder,
    why: Why,
    score: number,
    codes: readonly string[],
    actor: Actor,
  ): table.NewTask {
    return {
      id: newId(),
      orderId: order.id,
      textHash: order.textHash,
      text: '',
      form: null,
      channel: null,
      receivedAt: null,
      why,
      score,
      candidates: offered(codes),
      createdAt: clock.now(),
      createdBy: actor.name,
    };
  }

  const add: Annotating['add'] = async (actor, what) => {
    scopeOf(actor, 'label.manage');
    const task = 'orderId' in what ? await taskOfOrder(what.orderId, actor) : taskOfText(what, actor);
    return store.write(async (db) => {
      const [seq] = await table.insertTasks(db, [task]);
      if (seq === undefined) throw new AppError('conflict', { reason: '这段内容已在标注任务中' });
      await audited(db, actor, 'label.task', task.id, task.orderId ?? '');
      await recordReading(db, actor, [task]);
      return viewOf(db, { ...task, seq });
    });
  };

  async function taskOfOrder(id: string, actor: Actor): Promise<table.NewTask> {
    const order = await store.read((db) => orderById(db, id));
    if (order === null || !isLetIn(actor, order)) throw noOrder(id);
    if (order.confidentiality === 'restricted')
      throw new AppError('conflict', { reason: '整单保密的工单不用来标注' });
    if (await store.read((db) => isSimulated(db, id)))
      throw new AppError('conflict', { reason: '模拟工单不用来标注' });
    const { issueType } = context.engine.triage(order.input as unknown as OrderInput);
    const codes = issueType.candidates.map((c) => c.code);
    return taskOf(order, 'hand', 1 - issueType.confidence, codes, actor);
  }

  function taskOfText(what: { text: string; receivedAt?: string }, actor: Actor): table.NewTask {
    if (what.text.trim() === '') throw new AppError('empty_text', { where: '' });
    if (what.text.length > TEXT_LIMIT) {
      throw new AppError('text_too_long', { where: '', length: what.text.length, limit: TEXT_LIMIT });
    }
    const receivedAt = what.receivedAt ?? new Date(clock.now()).toISOString();
    const { issueType } = context.engine.triage({ channel: 'import', receivedAt, text: what.text });
    return {
      id: newId(),
      orderId: null,
      textHash: sha256(what.text),
      text: what.text,
      form: null,
      channel: null,
      receivedAt: what.receivedAt === undefined ? null : Date.parse(what.receivedAt),
      why: 'hand',
      score: 1 - issueType.confidence,
      candidates: offered(issueType.candidates.map((c) => c.code)),
      createdAt: clock.now(),
      createdBy: actor.name,
    };
  }

  const next: Annotating['next'] = async (actor, after = 0) => {
    scopeOf(actor, 'label.annotate');
    const found = await store.read(async (db) => {
      const task = await table.nextTask(db, actor.id, after);
      return {
        task: task === null ? null : await viewOf(db, task),
        waiting: await table.countOpen(db, actor.id),
      };
    });
    await readBefore(actor, found.task === null ? [] : [found.task]);
    return found;
  };

  const submit: Annotating['submit'] = async (actor, taskId, labels) => {
    scopeOf(actor, 'label.annotate');
    checkLabels(labels);
    await store.write(async (db) => {
      await existingTask(db, taskId);
      const given = await table.currentAnnotations(db, taskId);
      const settled = (await table.currentAdjudications(db)).has(taskId);
      // Whoever could have seen the other's labels must not label any more: the pair would not be independent.
      if (settled || given.length >= table.ANNOTATORS) {
        throw new AppError('conflict', { reason: '这段内容已由两人标注，不能再标' });
      }
      const row = {
        ...columns(labels),
        taskId,
        annotatorId: actor.id,
        annotatorName: actor.name,
        at: clock.now(),
      };
      await table.insertAnnotation(db, row);
      await audited(db, actor, 'label.annotate', taskId, `${labels.issueType} ${labels.demandKind}`);
    });
  };

  const disagreements: Annotating['disagreements'] = async (actor) => {
    scopeOf(actor, 'label.adjudicate');
    const found = await store.read(async (db) => {
      const differing: Disagreement[] = [];
      for (const { task, given, state } of await taskStates(db, await table.allTasks(db))) {
        if (state === 'disagreed') differing.push({ task: await viewOf(db, task), given: given.map(shown) });
      }
      return differing;
    });
    await readBefore(
      actor,
      found.map(({ task }) => task),
    );
    return found;
  };

  const adjudicate: Annotating['adjudicate'] = async (actor, taskId, labels) => {
    scopeOf(actor, 'label.adjudicate');
    checkLabels(labels);
    await store.write(async (db) => {
      await existingTask(db, taskId);
      const given = await table.currentAnnotations(db, taskId);
      if (given.length < table.ANNOTATORS)
        throw new AppError('conflict', { reason: '还没有两人标注，无从裁定' });
      if (agreedLabels(given) !== null) throw new AppError('conflict', { reason: '两人标注一致，无须裁定' });
      if (actor.role !== 'admin' && given.some((a) => a.annotatorId === actor.id)) {
        throw new AppError('conflict', { reason: '标注过的人不裁定自己的分歧，请由他人裁定' });
      }
      const row = { ...columns(labels), taskId, byId: actor.id, byName: actor.name, at: clock.now() };
      await table.insertAdjudication(db, row);
      await audited(db, actor, 'label.adjudicate', taskId, `${labels.issueType} ${labels.demandKind}`);
    });
  };

  const exportLabels: Annotating['exportLabels'] = async (actor) => {
    scopeOf(actor, 'label.read');
    const { orders } = await store.read((db) => databaseLabels(db, profile));
    await store.write((db) => audited(db, actor, 'label.export', '-', String(orders.length)));
    return labelsJsonl(orders);
  };

  async function existingTask(db: Db, id: string): Promise<AnnotationTask> {
    const task = await table.taskById(db, id);
    if (task === null) throw new AppError('not_found', { what: `标注任务 ${id.slice(0, 128)}` });
    return task;
  }

  async function viewOf(db: Db, task: AnnotationTask): Promise<TaskView> {
    const order = task.orderId === null ? null : await orderById(db, task.orderId);
    const input = order === null ? null : (order.input as unknown as OrderInput);
    return {
      id: task.id,
      seq: task.seq,
      orderId: task.orderId,
      text: input?.text ?? task.text,
      form: input?.form ?? (task.form as TaskView['form']),
      channel: input?.channel ?? task.channel,
      receivedAt: order?.receivedAt ?? task.receivedAt,
      why: task.why as Why,
      candidates: task.candidates.map((code) => ({ code, name: names.issueType(code) })),
    };
  }

  /** Recorded before it is shown: nobody has seen an order of whom the audit does not say so. */
  async function readBefore(actor: Actor, tasks: readonly TaskView[]): Promise<void> {
    if (tasks.some(({ orderId }) => orderId !== null)) {
      await store.write((db) => recordReading(db, actor, tasks));
    }
  }

  async function recordReading(
    db: Db,
    actor: Actor,
    tasks: readonly { readonly orderId: string | null }[],
  ): Promise<void> {
    const orders = await table.ordersOfTasks(
      db,
      tasks.flatMap(({ orderId }) => orderId ?? []),
    );
    for (const { id, number } of orders.values()) await audited(db, actor, 'order.read', id, number);
  }

  function shown(a: Annotation) {
    return {
      annotator: a.annotatorName,
      issueType: { code: a.issueType, name: names.issueType(a.issueType) },
      demandKind: a.demandKind,
      urgency: a.urgency,
      saleChannel: a.saleChannel,
      note: a.note,
      at: a.at,
    };
  }

  function checkLabels(labels: AnnotationInput): void {
    const known = new Set(profile.issueTypes.map((type) => type.code));
    for (const code of [labels.issueType, ...(labels.others ?? [])]) {
      if (!known.has(code)) throw badField('issueType', `没有问题分类“${code.slice(0, 32)}”`);
    }
    if ((labels.others ?? []).includes(labels.issueType)) throw badField('others', '与主要分类相同');
    if ((labels.note ?? '').length > 500) throw badField('note', '最多 500 个字符');
  }

  async function audited(
    db: Db,
    actor: Actor,
    action: string,
    subject: string,
    detail: string,
  ): Promise<void> {
    const entry = { at: clock.now(), actorId: actor.id, actorName: actor.name, action, subject, detail };
    await appendAudit(db, [entry]);
  }

  const { counts, statistics } = createLabelStatistics(context);
  return { fill, add, next, submit, disagreements, adjudicate, counts, statistics, exportLabels };
}

const badField = (field: string, reason: string): AppError =>
  new AppError('bad_field', { where: '', field, reason });

function columns(labels: AnnotationInput) {
  return {
    issueType: labels.issueType,
    demandKind: labels.demandKind,
    urgency: labels.urgency ?? null,
    saleChannel: labels.saleChannel ?? null,
    others: labels.others === undefined ? null : [...labels.others],
    note: labels.note ?? '',
  };
}

/** The likeliest codes, each once, in order of code: a likeliest one on top would be taken too often. */
function offered(codes: readonly string[]): string[] {
  return [...new Set(codes)].slice(0, CANDIDATES).sort();
}

function textOf(order: StoredOrder): string {
  return (order.input as unknown as OrderInput).text;
}

function candidatesOf(result: Record<string, unknown>): TriageResult['issueType']['candidates'] {
  return (result as unknown as TriageResult).issueType.candidates;
}
