/** Words of the screen Images. */
export const images = {
  title: 'Images',
};
