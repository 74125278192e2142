/** The configuration service: status of rings and nodes, shutdown by vote, kill, reload. */
package org.gatun.engine.service.cfg;
