/** The map of statistics: live values under keys, as the library shows them. On the services' thread. */
package org.gatun.engine.service.stats;
