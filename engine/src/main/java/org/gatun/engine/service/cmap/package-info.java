/** The configuration map as a service: library requests on it and on the statistics, and the exchange of the configuration's version. */
package org.gatun.engine.service.cmap;
