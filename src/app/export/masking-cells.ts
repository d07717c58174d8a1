import { redactText } from '../../text/redact.ts';
import { withoutKnown } from '../intake/known-caller.ts';
import { maskNumbers } from '../intake/excerpt.ts';
import type { Cell, ExportField } from './export-types.ts';

type Personal = NonNullable<ExportField['personal']>;

const MASKS: Readonly<Record<Personal, (text: string) => string>> = {
  name: (text) => `${[...text][0] ?? ''}**`,
  phone: (text) => {
    const masked = maskNumbers(text);
    return masked === text ? '***' : masked;
  },
  address: (text) => redactText(text),
  text: (text) => redactText(text),
};

/** What somebody gets of a name, a number, an address or a text who may not see who called. */
export const maskPersonal = (kind: Personal, text: string): string => MASKS[kind](text);

/** The columns as somebody gets them who may not see who called: names, numbers and doors are taken out. */
export function maskedFields(fields: readonly ExportField[]): readonly ExportField[] {
  return fields.map(maskedField);
}

export function maskedField(field: ExportField): ExportField {
  const { personal, value } = field;
  if (personal === undefined) return field;
  return {
    ...field,
    value: (source): Cell => {
      const cell = value(source);
      // A place on the map points to a door as well.
      if (cell === null || typeof cell === 'object') return cell;
      if (typeof cell === 'number') return null;
      return personal === 'text' ? withoutKnown(source.input, cell) : maskPersonal(personal, cell);
    },
  };
}
