/** The learner process: the only one with TensorFlow, which it loads with its first job. It ends when the studio process disconnects. */
import { DecodePool } from '../images/pool.ts';
import { learnerWork } from './jobs.ts';
import { serveJobs } from './serve-jobs.ts';

serveJobs(learnerWork(new DecodePool()));
