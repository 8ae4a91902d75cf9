import { Console } from 'node:console';
import { Writable } from 'node:stream';

/**
 * Redirects what Node.js and libraries print: warnings, console output and standard error. Such output can quote a server
 * (Octokit prints deprecation headers), and the runner would execute a command in it.
 *
 * @param debug receives each message; must neutralize it
 */
export function captureLibraryOutput(debug: (message: string) => void): void {
  // Node's own listener does not write through process.stderr.
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
