/** The test load: all nodes multicast until a number of messages is there, and end. */
package org.gatun.engine.service.pload;
