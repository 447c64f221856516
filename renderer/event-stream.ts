/** One message of a server-sent-event stream. */
export interface StreamMessage { readonly event: string; readonly data: string }

/**
 * Splits the text of a server-sent-event stream (WHATWG HTML, "Server-sent events") into messages.
 * Feed it the pieces as they arrive; comments, ids and retry hints are passed over.
 */
export class StreamParser {
  private rest = '';
  private event = '';
  private data: string[] = [];

  feed(text: string): StreamMessage[] {
    const messages: StreamMessage[] = [];
    const lines = (this.rest + text).split(/\r\n|\n|\r(?!$)/);
    this.rest = lines.pop() ?? '';
    for (const line of lines) {
      const message = this.take(line);
      if (message) messages.push(message);
    }
    return messages;
  }

  private take(line: string): StreamMessage | null {
    if (line === '') return this.dispatch();
    const [, field, value] = /^([^:]*):? ?(.*)$/.exec(line) ?? [];
    if (field === 'event') this.event = value ?? '';
    if (field === 'data') this.data.push(value ?? '');
    return null;
  }

  private dispatch(): StreamMessage | null {
    const message = this.data.length > 0 ? { event: this.event || 'message', data: this.data.join('\n') } : null;
    this.event = '';
    this.data = [];
    return message;
  }
}
