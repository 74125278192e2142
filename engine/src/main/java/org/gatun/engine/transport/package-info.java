/** What all transports are to the engine. Each has a package below. */
package org.gatun.engine.transport;
