// Loaded into the action's process before the action: the clock of the runner, which is ahead of this machine's clock, as the
// clocks of all servers are.
const ahead = Number(process.env['RUNNER_CLOCK_AHEAD']);
const MachineDate = Date;

globalThis.Date = new Proxy(MachineDate, {
  construct: (target, given, created) =>
    Reflect.construct(target, given.length === 0 ? [target.now() + ahead] : given, created),
  get: (target, name, receiver) =>
    name === 'now' ? () => target.now() + ahead : Reflect.get(target, name, receiver),
});
