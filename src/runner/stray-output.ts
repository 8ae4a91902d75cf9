import { Console } from 'node:console';
import { Writable } from 'node:stream';

/**
 * Takes over what Node.js and libraries print by themselves: warnings, lines on the console, and standard error. Such a
 * line can quote a server (Octokit prints headers about a deprecation), and the runner obeys commands in it.
 *
 * @param debug where such lines go instead: one that makes them harmless
 */
export function captureStrayOutput(debug: (message: string) => void): void {
  // Node's own listener writes past process.stderr.
  process.removeAllListeners('warning');
  process.on('warning', ({ name, message }) => {
    debug(`${name}: ${message}`);
  });
  const stream = new Writable({
    decodeStrings: false,
    write(chunk: unknown, _encoding, done) {
      debug(String(chunk).trimEnd());
      done();
    },
  });
  Object.assign(console, new Console(stream, stream));
  Object.assign(process.stderr, { write: stream.write.bind(stream) });
}
