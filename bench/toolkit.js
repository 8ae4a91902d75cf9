// The least that any action written in JavaScript loads.
import '@actions/core';
