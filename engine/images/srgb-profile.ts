/**
 * Whether an embedded colour profile is just sRGB (IEC 61966-2-1), which is assumed without a profile. The conversion, by far the
 * slowest step in decoding a small photograph, can then be skipped: it would change values by no more than rounding. Only profiles with
 * three colorants and three curves are recognised (ICC.1:2010, 8.3.3); all others count as not sRGB.
 */
export function isSrgbProfile(profile: Buffer): boolean {
  try {
    const tags = tagsOf(profile);
    const isMatrix = profile.toString('latin1', 16, 20) === 'RGB ' && profile.toString('latin1', 20, 24) === 'XYZ ' && !tags.has('A2B0');
    return (
      isMatrix && colorants.every(([tag, xyz]) => isNear(xyzOf(tags.get(tag)), xyz)) && curves.every((tag) => isSrgbCurve(tags.get(tag)))
    );
  } catch (error) {
    // A truncated profile is left to the decoder.
    if (error instanceof RangeError) return false;
    throw error;
  }
}

/** The primaries of sRGB, adapted to D50. */
const colorants = [
  ['rXYZ', [0.4361, 0.2225, 0.0139]],
  ['gXYZ', [0.3851, 0.7169, 0.0971]],
  ['bXYZ', [0.1431, 0.0606, 0.7141]],
] as const;
const curves = ['rTRC', 'gTRC', 'bTRC'];
const colorantTolerance = 0.002;
/** Half an 8-bit step, in stored values. */
const curveTolerance = 0.5 / 255;

function tagsOf(profile: Buffer): Map<string, Buffer> {
  const tags = new Map<string, Buffer>();
  const count = Math.min(100, profile.readUInt32BE(128));
  for (let at = 132; at < 132 + 12 * count; at += 12) {
    const [from, size] = [profile.readUInt32BE(at + 4), profile.readUInt32BE(at + 8)];
    tags.set(profile.toString('latin1', at, at + 4), profile.subarray(from, from + size));
  }
  return tags;
}

const fixed = (bytes: Buffer, at: number): number => bytes.readInt32BE(at) / 65536;

function xyzOf(tag: Buffer | undefined): number[] {
  return tag?.toString('latin1', 0, 4) === 'XYZ ' ? [fixed(tag, 8), fixed(tag, 12), fixed(tag, 16)] : [];
}

const isNear = (found: readonly number[], wanted: readonly number[]): boolean =>
  wanted.every((value, at) => Math.abs((found[at] ?? Infinity) - value) <= colorantTolerance);

/** Compares stored values, in which 8-bit steps are evenly spaced. */
function isSrgbCurve(tag: Buffer | undefined): boolean {
  const curve = curveOf(tag);
  return (
    curve !== null
    && Array.from({ length: 65 }, (_, at) => at / 64).every((stored) => Math.abs(storedOf(curve(stored)) - stored) <= curveTolerance)
  );
}

const storedOf = (linear: number): number => (linear <= 0.0031308 ? 12.92 * linear : 1.055 * linear ** (1 / 2.4) - 0.055);

/** The function from stored to linear values: a table, a gamma, or the formula of type 3; null for anything else. */
function curveOf(tag: Buffer | undefined): ((stored: number) => number) | null {
  const kind = tag?.toString('latin1', 0, 4);
  if (tag === undefined || (kind !== 'curv' && kind !== 'para')) return null;
  if (kind === 'para') return tag.readUInt16BE(8) === 3 ? formula([12, 16, 20, 24, 28].map((at) => fixed(tag, at))) : null;
  const count = tag.readUInt32BE(8);
  if (count < 2) return count === 0 ? (stored) => stored : (stored) => stored ** (tag.readUInt16BE(12) / 256);
  return (stored) => {
    const place = stored * (count - 1);
    const low = Math.min(count - 2, Math.floor(place));
    const [below, above] = [tag.readUInt16BE(12 + 2 * low), tag.readUInt16BE(14 + 2 * low)];
    return (below + (place - low) * (above - below)) / 65535;
  };
}

function formula([gamma = 1, a = 1, b = 0, c = 1, d = 0]: readonly number[]): (stored: number) => number {
  return (stored) => (stored >= d ? (a * stored + b) ** gamma : c * stored);
}
