// The report is the same bundle as the rotation: that tells what is asked for by the name of the file that was started.
import './index.js';
