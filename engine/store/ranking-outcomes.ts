import { accuracyScores, type Baseline, type Candidate, type CandidateFacts, type RankingData } from '../domain/ranking/ranking-data.ts';

type Outcomes = Omit<RankingData, 'classes' | 'images'>;
interface Header {
  readonly seed: number;
  readonly bootstraps: number;
  readonly candidates: readonly (CandidateFacts & { readonly logEvidence: number })[];
  readonly baselines: readonly Omit<Baseline, 'said'>[];
}
const floatBytes = 4;
const indexBytes = 2;

/**
 * Packs the predictions of candidates and baselines: the length of a JSON header as 32 bits, the header, for each candidate its influences
 * as 32-bit floats and its three lists of class indexes as 16 bits, for each baseline one such list. All little-endian.
 */
export function packOutcomes({ seed, bootstraps, candidates, baselines }: Outcomes, images: number): Uint8Array {
  const header: Header = {
    seed,
    bootstraps,
    candidates: candidates.map(({ source, title, parameters, multiplyAdds, logEvidence }) => ({
      source,
      title,
      parameters,
      multiplyAdds,
      logEvidence,
    })),
    baselines: baselines.map(({ name, source }) => ({ name, source })),
  };
  const text = new TextEncoder().encode(JSON.stringify(header));
  const perCandidate = floatBytes + accuracyScores.length * indexBytes;
  const view = new DataView(
    new ArrayBuffer(floatBytes + text.length + images * (candidates.length * perCandidate + baselines.length * indexBytes)),
  );
  view.setUint32(0, text.length, true);
  new Uint8Array(view.buffer).set(text, floatBytes);
  let at = floatBytes + text.length;
  const write = (values: ArrayLike<number>, bytes: typeof floatBytes | typeof indexBytes): void => {
    for (let image = 0; image < images; image++, at += bytes) {
      if (bytes === floatBytes) view.setFloat32(at, values[image]!, true);
      else view.setUint16(at, values[image]!, true);
    }
  };
  for (const candidate of candidates) {
    write(candidate.influence, floatBytes);
    for (const score of accuracyScores) write(candidate[score], indexBytes);
  }
  for (const { said } of baselines) write(said, indexBytes);
  return new Uint8Array(view.buffer);
}

/** Unpacks what packOutcomes packed. @throws RangeError for truncated bytes */
export function unpackOutcomes(bytes: Uint8Array, images: number): Outcomes {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = view.getUint32(0, true);
  const { seed, bootstraps, candidates, baselines } = JSON.parse(
    new TextDecoder().decode(bytes.subarray(floatBytes, floatBytes + length)),
  ) as Header;
  let at = floatBytes + length;
  const floats = (): Float32Array => Float32Array.from({ length: images }, () => view.getFloat32((at += floatBytes) - floatBytes, true));
  const indexes = (): Uint16Array => Uint16Array.from({ length: images }, () => view.getUint16((at += indexBytes) - indexBytes, true));
  return {
    seed,
    bootstraps,
    candidates: candidates.map((facts): Candidate => ({
      ...facts,
      influence: floats(),
      ridge: indexes(),
      nearestNeighbours: indexes(),
      nearestMean: indexes(),
    })),
    baselines: baselines.map((facts): Baseline => ({ ...facts, said: indexes() })),
  };
}
