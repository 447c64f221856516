import type { FromDecodeWorker, ToDecodeWorker } from '../../engine/images/protocol.ts';
import { watchMemory } from '../../engine/images/memory-watch.ts';

// A decode worker that does what the file name says: crash, hang, use up memory, or idle for a while. It "hashes" other files after a
// moment.

const tell = (message: FromDecodeWorker): void => {
  process.send?.(message);
};
const kept: Buffer[] = [];

function swell(): void {
  kept.push(Buffer.alloc(16 * 1024 * 1024, 1));
  setTimeout(swell, 1);
}

process.on('disconnect', () => process.exit());
process.on('message', ({ id, task }: ToDecodeWorker) => {
  const name = 'file' in task ? task.file : task.view;
  if (name.includes('crash')) setTimeout(() => process.abort(), 5);
  else if (name.includes('hang')) for (;;);
  else if (name.includes('slow'))
    setTimeout(() => tell({ is: 'done', of: id, outcome: { hash: name as never, bytes: 1 } }), Number(/\d+/.exec(name)?.[0]));
  else if (name.includes('swell')) swell();
  else setTimeout(() => tell({ is: 'done', of: id, outcome: { hash: name as never, bytes: 1 } }), 2);
});
setInterval(() => {
  const { user, system } = process.cpuUsage();
  tell({ is: 'spent', processorMs: (user + system) / 1000 });
}, 50).unref();
watchMemory(256 * 1024 * 1024);
tell({ is: 'ready' });
