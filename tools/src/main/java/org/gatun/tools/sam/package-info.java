/**
 * The supervisor of {@code gatun sam}: its loop is one thread, and everything that happens comes to it as a {@link
 * org.gatun.tools.sam.SamEvent}.
 */
package org.gatun.tools.sam;
