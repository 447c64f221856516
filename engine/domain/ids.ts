/** Identities. Numbers are unique inside one project and never reused. */
export type ImageId = number & { readonly of: 'image' };
export type ClassId = number & { readonly of: 'class' };
export type RunId = number & { readonly of: 'run' };
/** Identity of a project: a UUID written into the project when it is made; it survives moving and copying the folder. */
export type ProjectId = string & { readonly of: 'project' };
/** Identity of a job in the running studio process. */
export type JobId = string & { readonly of: 'job' };
/** Lower-case hexadecimal SHA-256 of a file's bytes. */
export type ContentHash = string & { readonly of: 'content' };
