/** The watchdog: tickles the machine's watchdog device while the resources with a recovery are in order, or restarts the machine. */
package org.gatun.engine.service.wd;
