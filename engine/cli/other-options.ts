import type { Input, Project } from '../contract/index.ts';
import { classNameKey } from '../domain/labels/class-names.ts';
import { StudioError } from '../domain/failure.ts';
import { otherOf, usualOtherName } from '../domain/labels/other-class.ts';
import { words } from '../words/words.ts';
import { wholeNumber, type Arguments } from './arguments.ts';
import type { Context } from './context.ts';

type Classes = Project['classes'];
type OtherChoice = NonNullable<Input<'runs.start'>['other']>;

/**
 * The classes to train as one, from `--other-below`, `--other-classes`, `--other-name` and `--other-into`; undefined without these options.
 * Errors: `input-invalid`, also for a name that is not that of a class.
 */
export function otherGiven({ flags }: Arguments, classes: Classes): OtherChoice | undefined {
  const below = wholeNumber(flags['other-below'], 'other-below');
  const { 'other-classes': named, 'other-name': name, 'other-into': into } = flags;
  if (below === undefined && named === undefined) {
    if (name !== undefined || into !== undefined) throw new StudioError('input-invalid', { detail: words.command.otherWithoutClasses });
    return undefined;
  }
  if (name !== undefined && into !== undefined) throw new StudioError('input-invalid', { detail: words.command.otherTwice });
  const target = into === undefined ? null : classNamed(into, classes).id;
  const small = classes.filter(({ images, excluded }) => below !== undefined && images > excluded && images - excluded < below);
  const chosen = [...small, ...(named?.split(',') ?? []).map((one) => classNamed(one, classes))]
    .map(({ id }) => id)
    .filter((id) => id !== target);
  if (chosen.length === 0) throw new StudioError('other-without-classes');
  return { name: name ?? usualOtherName, into: target, classes: [...new Set(chosen)] };
}

/** Says which classes are trained as one. Errors: as otherOf. */
export function sayOther({ terminal }: Context, choice: OtherChoice, classes: Classes): void {
  const other = otherOf(choice, classes);
  terminal.say(
    words.otherClass.planned(
      other.name,
      other.classes.map(({ name }) => name),
    ),
  );
}

function classNamed(name: string, classes: Classes): Classes[number] {
  const found = classes.find((one) => classNameKey(one.name) === classNameKey(name.trim()));
  if (!found) throw new StudioError('input-invalid', { detail: words.command.noSuchClass(name.trim()) });
  return found;
}
