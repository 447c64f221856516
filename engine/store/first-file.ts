/** SQL: the path of the first file of image `i`, or for a copy made by the project, of its original; needs joinFirstFile. */
export const firstPath = 'coalesce(f.origin, f.path, pf.origin, pf.path, i.name)';
/** SQL: joins the first file of image `i`, or of the photograph that it was cut out of. */
export const joinFirstFile = `LEFT JOIN image_files f ON f.id = (SELECT min(id) FROM image_files WHERE image = i.id)
  LEFT JOIN photograph_files pf ON pf.id = (SELECT min(id) FROM photograph_files WHERE photograph = i.photograph)`;
