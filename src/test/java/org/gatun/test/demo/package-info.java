/** The demonstration, run as a user runs it. */
package org.gatun.test.demo;
