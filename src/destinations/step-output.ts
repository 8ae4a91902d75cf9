import { noState, type Destination } from './destination.ts';

/** The step output `client-secret`. Only later steps of the same job can read it. */
export function createStepOutput(setOutput: (name: string, value: string) => void): Destination {
  return {
    label: 'step output client-secret',
    persistent: false,
    url: undefined,
    readState: () => Promise.resolve(noState),
    prepare: () =>
      Promise.resolve({
        ...noState,
        write: ({ secretText }) => {
          setOutput('client-secret', secretText);
          return Promise.resolve();
        },
      }),
  };
}
