/** The local protocol of a running engine: clients that break it, and who may connect. */
package org.gatun.test.ipc;
