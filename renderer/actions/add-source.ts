import type { Input, ProjectId, RunId } from '../../engine/contract/index.ts';
import { ask, upload } from '../studio.ts';

export type Scaling = NonNullable<Input<'sources.add'>['scaling']> | 'as-said';
/** Facts about a model beyond its file; empty where the file states them. */
export interface SourceCard {
  readonly title: string;
  readonly task: string;
  readonly licence: string;
  readonly scaling: Scaling;
  readonly size: string;
}
type From =
  | { readonly kind: 'file'; readonly files: readonly { readonly path: string; readonly file: Blob }[] }
  | { readonly kind: 'path'; readonly path: string }
  | { readonly project: ProjectId; readonly run: number };

/** Starts adding a source model, after uploading files that only the browser has. @throws StudioError */
export async function addSource(from: From, { title, task, licence, scaling, size }: SourceCard): Promise<void> {
  const origin =
    'run' in from
      ? { project: from.project, run: from.run as RunId }
      : from.kind === 'path'
        ? { path: from.path }
        : { upload: await upload(from.files) };
  const said = Object.fromEntries(
    Object.entries({ title, task, licence })
      .map(([name, text]) => [name, text.trim()])
      .filter(([, text]) => text !== ''),
  );
  await ask('sources.add', {
    from: origin,
    ...said,
    ...(scaling === 'as-said' ? {} : { scaling }),
    ...(size.trim() === '' ? {} : { size: Number(size) }),
  });
}
