/** Words of the screen Label. */
export const label = {
  title: 'Label',
};
