/**
 * Every call of the client libraries, made by the C and the Java library on engines of both kinds: {@link org.gatun.test.api.ApiTest}
 * runs scripts of calls and compares what came of them. {@link org.gatun.test.api.ApiDriver} is the Java client, {@code src/test/c/api}
 * the C one.
 */
package org.gatun.test.api;
