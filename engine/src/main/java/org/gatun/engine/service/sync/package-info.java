/** The synchronisation of the services after each configuration change. Runs on the services' thread. */
package org.gatun.engine.service.sync;
