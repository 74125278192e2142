/** What {@code gatun notifyd} does: events of an engine, and who is told of them. */
package org.gatun.tools.notify;
