import { ProjectStore } from '../../engine/store/project-store.ts';

// Labels all images with one class after the other, each as one action, and reports every acknowledged action to the parent.
const store = ProjectStore.open(process.argv[2] as string);
const images = store.images.ids({}, 'added');
const classes = store.classes.list();
for (let turn = 0; ; turn += 1) {
  const { id } = classes[turn % classes.length] as (typeof classes)[number];
  store.labels.set(images, id, { at: turn, by: 'killed' });
  process.stdout.write(`${id} ${store.labels.dataVersion}\n`);
}
