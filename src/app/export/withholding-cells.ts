import { callersWords, starredIn } from '../intake/without-caller.ts';
import type { Cell, ExportField, Source } from './export-types.ts';
import { maskedField } from './masking-cells.ts';

/** Stands in an export for what tells who called of an order that is kept 保密: files leave the house. */
export const WITHHELD = '（保密）';

/** The columns with what tells who called left out of every order that is kept, whoever takes them. */
export function withholdingFields(fields: readonly ExportField[]): readonly ExportField[] {
  return fields.map((field) => {
    const { personal, value } = field;
    if (personal === undefined) return field;
    const masked = maskedField(field);
    return {
      ...field,
      value: (source): Cell => {
        if (source.order.confidentiality === 'none') return value(source);
        if (personal === 'text') return hiddenIn(source, masked.value(source));
        return value(source) === null ? null : WITHHELD;
      },
    };
  });
}

/** Words that triage found in the text tell who called as well. */
function hiddenIn({ input, entities }: Source, cell: Cell): Cell {
  return typeof cell === 'string' ? (starredIn(cell, callersWords(input, entities)) as string) : cell;
}
