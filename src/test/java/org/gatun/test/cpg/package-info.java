/** Closed process groups as clients see them, the same suite for every kind of engine. */
package org.gatun.test.cpg;
