/** With fewer images than UMAP's usual number of neighbours, every image is near every other. */
export const fewestOnMap = 16;
