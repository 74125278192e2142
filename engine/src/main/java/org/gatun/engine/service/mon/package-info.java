/** The resource monitor: measures memory and load while they have a limit, and says in keys when one is above it. */
package org.gatun.engine.service.mon;
