/**
 * The messages that libraries and engine exchange: layouts and codecs, one class for each service.
 */
package org.gatun.ipc.message;
