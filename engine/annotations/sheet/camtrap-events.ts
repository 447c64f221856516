/** What was observed during one event of a camera. */
export interface ObservedEvent {
  readonly id: string | null;
  /** In milliseconds since 1970; null if the table gives none. */
  readonly start: number | null;
  readonly end: number | null;
  readonly className: string | null;
}
interface Span {
  readonly id: string | null;
  readonly start: number;
  readonly end: number;
  readonly classes: Set<string>;
  isUsed: boolean;
}

/** Events may lie within each other, but not by the thousand: beyond that, the earlier ones are not searched. */
const mostWithinEachOther = 100;

/** The events of one deployment, to be asked for by id or by time. */
export class EventsOfDeployment {
  readonly #spans = new Map<string, Span>();
  #sorted: { readonly span: Span; readonly latestEnd: number }[] | null = null;

  /** Observations of the same event are put together. */
  add({ id, start, end, className }: ObservedEvent): void {
    const key = id ?? `${start} ${end}`;
    const span = this.#spans.get(key) ?? { id, start: start ?? NaN, end: end ?? NaN, classes: new Set<string>(), isUsed: false };
    this.#spans.set(key, span);
    if (className !== null) span.classes.add(className);
    this.#sorted = null;
  }

  /** The events of a picture: that with its id, else those at its time. The group is the shortest event. */
  at(id: string | null, time: number | null): { readonly classes: readonly string[]; readonly group: string | null } {
    const named = id === null ? undefined : this.#spans.get(id);
    const spans = named === undefined ? (time === null ? [] : this.#spansAt(time)) : [named];
    for (const span of spans) span.isUsed = true;
    const [shortest] = spans.toSorted((a, b) => a.end - a.start - (b.end - b.start));
    return { classes: [...new Set(spans.flatMap(({ classes }) => [...classes]))], group: id ?? shortest?.id ?? null };
  }

  /** The events without a picture that was asked for. */
  get unused(): number {
    return [...this.#spans.values()].filter(({ isUsed }) => !isUsed).length;
  }

  #spansAt(time: number): Span[] {
    this.#sorted ??= this.#sortedSpans();
    // The first span that begins later, by halving.
    let [low, high] = [0, this.#sorted.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#sorted[middle]?.span.start ?? Infinity) <= time) low = middle + 1;
      else high = middle;
    }
    const found: Span[] = [];
    for (let at = low - 1; at >= Math.max(0, low - mostWithinEachOther); at -= 1) {
      const one = this.#sorted[at];
      if (one === undefined || one.latestEnd < time) break;
      if (one.span.end >= time) found.push(one.span);
    }
    return found.reverse();
  }

  /** By their beginnings, each with the latest end up to it, which tells when to stop searching backwards. */
  #sortedSpans(): { span: Span; latestEnd: number }[] {
    let latestEnd = -Infinity;
    return [...this.#spans.values()]
      .filter(({ start, end }) => !Number.isNaN(start) && !Number.isNaN(end))
      .sort((a, b) => a.start - b.start)
      .map((span) => {
        latestEnd = Math.max(latestEnd, span.end);
        return { span, latestEnd };
      });
  }
}
