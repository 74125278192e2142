/** The small services as Java clients see them: the same suites against a C and a Gatun engine, which are one ring. */
package org.gatun.test.client;
