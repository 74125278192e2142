/** Clients of the engine on the same host. Every type says its threading. */
package org.gatun.client;
