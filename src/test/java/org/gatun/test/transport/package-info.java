/** The engine's transports alone, on hosts of a real network and against frames of the C engine. */
package org.gatun.test.transport;
