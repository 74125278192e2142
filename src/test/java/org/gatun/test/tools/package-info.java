/** The tools beside their C namesakes, on the same ring. */
package org.gatun.test.tools;
