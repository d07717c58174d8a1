import type { Clock } from '../../kernel/clock.ts';
import { AppError } from '../../kernel/errors.ts';
import { draftAddress } from './draft-address.ts';
import { createDraftClient } from './draft-client.ts';
import type { DraftClient } from './draft-client.ts';

/** The settings of the local model, as `Config` holds them. */
export type DraftSettings = {
  readonly draftUrl: string;
  readonly draftAllowHost: readonly string[];
  readonly draftModel: string;
  readonly draftKey: string;
  readonly draftTimeoutMs: number;
  readonly draftMaxChars: number;
};

/** The client of the model set up, null where none is. @throws AppError `bad_setting`. */
export function openDraftClient(settings: DraftSettings, clock: Clock): DraftClient | null {
  if (settings.draftUrl === '') return null;
  const address = draftAddress(settings.draftUrl, settings.draftAllowHost);
  if (settings.draftModel === '')
    throw new AppError('bad_setting', { name: 'JIESU_DRAFT_MODEL', reason: '启用本地模型时不能为空' });
  return createDraftClient({
    address,
    model: settings.draftModel,
    key: settings.draftKey,
    timeoutMs: settings.draftTimeoutMs,
    longest: settings.draftMaxChars,
    clock,
  });
}
