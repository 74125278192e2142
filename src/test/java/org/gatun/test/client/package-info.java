/**
 * What only Java clients see of the small services: the same suites against a C and a Gatun engine, which are one ring. What C clients
 * see, too, is for {@link org.gatun.test.api.ApiTest}.
 */
package org.gatun.test.client;
