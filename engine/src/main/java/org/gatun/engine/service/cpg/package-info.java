/** Closed process groups: the replicated list of processes, their clients, and the events that both see in one order. */
package org.gatun.engine.service.cpg;
