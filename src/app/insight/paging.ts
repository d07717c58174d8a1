import { AppError } from '../../kernel/errors.ts';
import type { Page } from '../types.ts';

export const PAGE_SIZE = 20;
const MOST_PAGES = 1_000_000;

/** One page of a list, the first unless another is asked for. Throws `bad_field`. */
export async function pageOf<T>(
  asked: number | undefined,
  read: (page: {
    readonly limit: number;
    readonly offset: number;
  }) => Promise<{ rows: readonly T[]; total: number }>,
): Promise<Page<T>> {
  const page = asked ?? 1;
  if (!Number.isInteger(page) || page < 1 || page > MOST_PAGES)
    throw new AppError('bad_field', { where: '', field: 'page', reason: `须为 1 到 ${MOST_PAGES} 的整数` });
  const found = await read({ limit: PAGE_SIZE, offset: (page - 1) * PAGE_SIZE });
  return { ...found, page, pageSize: PAGE_SIZE };
}
