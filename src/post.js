// The post step is the same bundle as the main step: that tells its phase by the name of the file that was started,
// which unlike the runner's state is there even when the main step was killed before it could write anything down.
import './index.js';
