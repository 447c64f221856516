/** Ids. Numbers are unique within one project and never reused. */
export type ImageId = number & { readonly of: 'image' };
export type ClassId = number & { readonly of: 'class' };
export type RunId = number & { readonly of: 'run' };
/** Id of a project: a UUID stored in the project when it is created; it stays the same when the folder is moved or copied. */
export type ProjectId = string & { readonly of: 'project' };
/** Id of a job in the running studio process. */
export type JobId = string & { readonly of: 'job' };
/** Lower-case hexadecimal SHA-256 of a file's bytes. */
export type ContentHash = string & { readonly of: 'content' };
