/** A JSON array with one element per line. */
export function* jsonList<T>(elements: Iterable<T>, asJson: (element: T) => unknown): Iterable<string> {
  yield '[';
  let isFirst = true;
  for (const element of elements) {
    yield `${isFirst ? '' : ','}\n${JSON.stringify(asJson(element))}`;
    isFirst = false;
  }
  yield '\n]';
}
