import sharp from 'sharp';

/** Small drawn pictures for screens tested without the engine: shapes whose colour depends on the class. */
const shapes = [
  (c: string) => `<circle cx="128" cy="120" r="62" fill="${c}"/><circle cx="108" cy="100" r="16" fill="#fff" opacity=".35"/>`,
  (c: string) => `<path d="M128 46 196 190H60Z" fill="${c}"/>`,
  (c: string) => `<rect x="70" y="62" width="116" height="116" rx="18" fill="${c}" transform="rotate(14 128 120)"/>`,
  (c: string) =>
    `<g fill="${c}"><ellipse cx="128" cy="84" rx="24" ry="46"/><ellipse cx="128" cy="84" rx="24" ry="46" transform="rotate(72 128 122)"/><ellipse cx="128" cy="84" rx="24" ry="46" transform="rotate(144 128 122)"/><ellipse cx="128" cy="84" rx="24" ry="46" transform="rotate(216 128 122)"/><ellipse cx="128" cy="84" rx="24" ry="46" transform="rotate(288 128 122)"/></g><circle cx="128" cy="122" r="20" fill="#f3d36b"/>`,
];
const colours = ['#c2543c', '#3f7f4d', '#4a6fa5', '#b98a2f', '#7a4f8c', '#3c8a8a'];
const grounds = ['#d9d2c4', '#b9c4b4', '#8e979c', '#4d5753', '#e7e3da', '#6c6353', '#2d3533', '#a5b0bd'];
const sizes = [
  [1, 1],
  [4, 3],
  [3, 4],
  [16, 9],
] as const;

/** The number of different pictures; the picture of an image is its number modulo this. */
const pictureCount = 48;
const drawn = new Map<string, Promise<Buffer>>();

/** Width and height of a picture whose longer side is `side`. */
export function pictureSize(number: number, side: number): { width: number; height: number } {
  const [w, h] = sizes[number % sizes.length] ?? [1, 1];
  const scale = side / Math.max(w, h);
  return { width: Math.round(w * scale), height: Math.round(h * scale) };
}

/** Draws picture `number` as a JPEG whose longer side has `side` pixels; `kind` selects the shape, as the class does. */
export function drawPicture(number: number, kind: number, side: number): Promise<Buffer> {
  const variant = number % pictureCount;
  const key = `${variant} ${kind % shapes.length} ${side}`;
  const known = drawn.get(key);
  if (known) return known;
  const { width, height } = pictureSize(variant, side);
  const picture = sharp(Buffer.from(svg(variant, kind, width, height)))
    .jpeg({ quality: 82 })
    .toBuffer();
  drawn.set(key, picture);
  return picture;
}

function svg(variant: number, kind: number, width: number, height: number): string {
  const ground = grounds[variant % grounds.length] ?? '#ccc';
  const colour = colours[(kind + variant * 5) % colours.length] ?? '#888';
  const shape = (shapes[kind % shapes.length] ?? shapes[0])?.(colour) ?? '';
  const turn = ((variant * 37) % 60) - 30;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 256 256" preserveAspectRatio="xMidYMid slice">
    <defs><radialGradient id="g" cx=".4" cy=".3" r=".9"><stop offset="0" stop-color="#fff" stop-opacity=".4"/><stop offset="1" stop-opacity=".35"/></radialGradient></defs>
    <rect x="-128" y="-128" width="512" height="512" fill="${ground}"/>
    <path d="M-128 ${190 + (variant % 30)}C20 ${150 + variant} 180 ${240 - variant} 384 ${180 + (variant % 40)}V384H-128Z" fill="#000" opacity=".16"/>
    <g transform="rotate(${turn} 128 128) translate(${(variant % 7) * 4 - 12} ${(variant % 5) * 4 - 8})">${shape}</g>
    <rect x="-128" y="-128" width="512" height="512" fill="url(#g)"/></svg>`;
}
