const { TestEnvironment } = require('jest-environment-node');

/** Skips the rest of a file once a test of it has failed: to mutation testing, one is enough. */
module.exports = class FailFast extends TestEnvironment {
  #failed = false;

  async handleTestEvent(event) {
    if (event.name === 'test_done' && event.test.errors.length > 0) this.#failed = true;
    if (event.name === 'test_start' && this.#failed) event.test.mode = 'skip';
  }
};
