/** The learner process: it has the only TensorFlow, which it loads with its first job, and ends when the studio process lets go. */
import { DecodePool } from '../images/pool.ts';
import { learnerWork } from './jobs.ts';
import { serveJobs } from './serve-jobs.ts';

serveJobs(learnerWork(new DecodePool()));
