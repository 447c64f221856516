/** Shows samples through a window, like engine/images/tone.ts. */
export const windowInPython = `
def through_window(samples, has_opacity, opaque, window, chosen):
    """One window for all colours of a picture, so that hues stay; values that are no numbers are black. \`opaque\`: the largest opacity."""
    colours = samples.shape[-1] - has_opacity
    opacity = np.clip(samples[..., colours:] / opaque, 0, 1) if has_opacity else np.ones_like(samples[..., :1])
    seen = samples[..., :colours][opacity[..., 0] > 0]
    low, high = window or chosen or ends(without_values_apart(np.sort(seen[np.isfinite(seen)])))
    if low == high:
        low, high = low - 0.5, high + 0.5
    values = np.nan_to_num(samples[..., :colours], nan=low, neginf=low, posinf=high)
    values = np.clip((values - low) * (255 / (high - low)), 0, 255) * opacity + 255 * (1 - opacity)
    return np.repeat(np.floor(values + 0.5).astype(np.uint8), 3 // colours, axis=-1)


def ends(ordered):
    last = len(ordered) - 1
    return float(ordered[int(last * WINDOW[0])]), float(ordered[int(np.ceil(last * WINDOW[1]))])


def without_values_apart(ordered):
    """Without the smallest or largest value where it lies farther from the others than these reach: scale bars, saturation, no data."""
    def apart(value, rest):
        if len(rest) < len(ordered) * LEAST_REST:
            return False
        low, high = ends(rest)
        return high > low and max(value - high, low - value) > high - low

    smallest, largest = ordered[0], ordered[-1]
    below = ordered[:np.searchsorted(ordered, largest, "left")]
    rest = below if apart(largest, below) else ordered
    above = rest[np.searchsorted(rest, smallest, "right"):]
    return above if apart(smallest, above) else rest
`;
