import { DecodePool } from '../../engine/images/pool.ts';

// Starts a pool, decodes the file named on the command line so that a worker is running, reports that, and waits to be killed.

const pool = new DecodePool({ workers: 1 });
await pool.hash(process.argv[2] ?? '');
console.log('running');
setInterval(() => {}, 1000);
