/**
 * Kernel and libc calls through the Foreign Function and Memory API: one thin static method a call, errno captured in the
 * same call. No word of the cluster protocol lives here.
 */
package org.gatun.natives.linux;
