/** The quorum service: tells clients whether this partition is quorate and who is in it. The verdict comes from a provider. */
package org.gatun.engine.service.quorum;
