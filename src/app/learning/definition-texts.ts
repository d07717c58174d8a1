import { casesOf } from '../../triage/definition-cases.ts';
import type { Form } from '../../text/types.ts';
import type { IssueType } from '../../triage/types.ts';

/** A text made of a type's definition; `weight` is its share of the weight of the type's labelled texts. */
export type DefinitionText = { readonly text: string; readonly form: Form; readonly weight: number };

/** Types with at most so many labelled texts learn from all that is known of them without labels. */
const UNLABELLED = 20;
/** Weight of a question of the knowledge base; and of one about a type that hardly anything else is known of. */
const QUESTION_WEIGHT = 0.5;
const QUESTION_ALONE = 3;

/**
 * How agents and citizens bring a matter forward. A case of a definition is said like this so that what it names stands
 * among the words of a request, as in real orders, and not in the headings of a catalogue alone.
 */
const SAID: readonly { readonly say: (what: string) => string; readonly form: Form }[] = [
  { say: (what) => `市民来电反映${what}的问题，要求相关部门尽快处理。`, form: 'summary' },
  { say: (what) => `我想反映一下${what}，没人管，希望你们来查一查。`, form: 'message' },
];

/**
 * What a type is learned from without an order of it: name and definition as one text; and, where hardly any order is
 * labelled (`labelled` counts them), the name and every case that the definition names as somebody would bring it
 * forward. Measured in `bench/cold-start.ts`.
 */
export function definitionTexts(
  { name, definition, keywords = [] }: IssueType,
  labelled: number,
): DefinitionText[] {
  const whole: DefinitionText = { text: `${name}。${definition}`, form: 'summary', weight: 1 };
  if (labelled > UNLABELLED) return [whole];
  return [
    whole,
    ...[...new Set([name, ...casesOf(definition), ...keywords])].flatMap((what) =>
      SAID.map(({ say, form }): DefinitionText => ({ text: say(what), form, weight: 1 })),
    ),
  ];
}

/** How much a question about a type counts that has so many labelled texts. */
export function questionWeight(labelled: number): number {
  return labelled > UNLABELLED ? QUESTION_WEIGHT : QUESTION_ALONE;
}
