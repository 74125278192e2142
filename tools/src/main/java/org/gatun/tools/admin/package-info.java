/**
 * The administrator's tools, with the options, texts and exit statuses of their C namesakes. Each runs on the thread that calls it
 * and asks the engine of this host through {@code org.gatun.client}.
 */
package org.gatun.tools.admin;
