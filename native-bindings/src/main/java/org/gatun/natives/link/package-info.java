/** What all bindings share: the errno of a call, and libraries that may be missing. Not exported. Any thread. */
package org.gatun.natives.link;
