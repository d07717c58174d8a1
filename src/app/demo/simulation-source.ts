import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { StreamSource, WrittenOrder } from '../../insight/simulate/types.ts';
import { AppError } from '../../kernel/errors.ts';
import type { Profile } from '../../profile/types.ts';
import type { LifeSource } from '../../orders/simulate/types.ts';
import { calendarOf } from '../life/deadlines.ts';

const DATA = fileURLToPath(new URL('../../../data/', import.meta.url));
/** Only what the shipped model was trained on; what is held out is never read. */
const WRITTEN = /^(?:train|written)-[a-z]+\.jsonl$/;

/** Everything that a simulated year is made from, beside its plan. */
export type SimulationSource = { readonly stream: StreamSource; readonly lives: LifeSource };

/** Reads `data/simulation` and the written orders. Throws `file_unreadable`, `bad_file`. */
export function readSimulationSource(profile: Profile, data = DATA): SimulationSource {
  const folder = join(data, 'simulation');
  const orders = join(data, 'orders');
  const names = readJson<StreamSource['names']>(folder, 'names.json');
  const written = readdirSync(orders)
    .filter((name) => WRITTEN.test(name))
    .sort()
    .flatMap((name) => writtenIn(join(orders, name)));
  const calendar = profile.calendar === undefined ? null : calendarOf(profile.calendar);
  return {
    stream: {
      written,
      names,
      seasons: readJson(folder, 'seasons.json'),
      events: readJson(folder, 'events.json'),
      issueTypes: profile.issueTypes,
      streets: [...new Set(profile.units.flatMap(({ street }) => street ?? []))],
      realPlaces: profile.gazetteer.flatMap(({ name, aliases = [] }) => [name, ...aliases]),
      dayKind: (day) => {
        const nature = calendar?.natureOf(day);
        // A year without a notice: weekends alone.
        if (nature === undefined || 'unknownYear' in nature)
          return { off: (((day + 3) % 7) + 7) % 7 >= 5, holiday: null };
        return { off: !nature.workday, holiday: nature.nature === 'holiday' ? nature.name : null };
      },
    },
    lives: readJson(folder, 'lives.json'),
  };
}

/** The shipped rows; short ones without a form are no orders. */
function writtenIn(file: string): WrittenOrder[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .flatMap((line): WrittenOrder[] => {
      const row = JSON.parse(line) as Omit<WrittenOrder, 'subject' | 'place'> & {
        readonly form?: WrittenOrder['form'];
        readonly entities?: Readonly<Record<string, unknown>>;
      };
      const { text, form, type, demandKind, urgency, saleChannel, entities } = row;
      if (form === undefined) return [];
      const said = (name: string): string | null => {
        const found = entities?.[name];
        return typeof found === 'string' && found !== '' && text.includes(found) ? found : null;
      };
      return [
        {
          text,
          form,
          type,
          demandKind,
          urgency,
          saleChannel,
          subject: said('subject'),
          place: said('place'),
        },
      ];
    });
}

function readJson<T>(folder: string, name: string): T {
  const file = join(folder, name);
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as T;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    const code = cause instanceof SyntaxError ? 'bad_file' : 'file_unreadable';
    throw new AppError(code, { file, reason }, { cause });
  }
}
